#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "beam/coders/coders.h"

namespace beam {

/// What stands for a function of a pipeline in the messages to engines: not its code but where it
/// is in a graph, and all that another process of the same binary needs to build that graph again.
struct DoFnPayload {
  std::string fingerprint;                  ///< Of the graph; see FingerprintOf.
  std::string step;                         ///< The label of the transform.
  std::vector<std::string> arguments = {};  ///< The launcher's command line, without its program.

  bool operator==(const DoFnPayload&) const = default;
};

/// The URN of such a payload.
inline constexpr char kDoFnUrn[] = "klay_beam:dofn:v1";

/// What messages to engines call a transform's side input of that number.
inline std::string SideInputTag(std::size_t number) {
  return "side" + std::to_string(number);
}

}  // namespace beam
