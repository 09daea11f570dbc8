#pragma once

#include <string>

#include "beam/base/error.h"

namespace klay {

/// One file that could not be processed, and why. Goes to a transform's `failed` output.
struct Failure {
  std::string path;
  std::string step;     ///< The transform that gave up: "LoadAudio".
  std::string code;     ///< An error code's name: "data_loss", "not_found".
  std::string message;  ///< What was expected and found, for people.
  auto operator<=>(const Failure&) const = default;
};

/// The failure that `error` means for `path`.
inline Failure FailureOf(std::string path, std::string step, const beam::Error& error) {
  return {std::move(path), std::move(step), std::string(beam::Name(error.code())), error.message()};
}

}  // namespace klay
