#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace beam::worker {

/// Where an exception was thrown. A program that links this notes it at each throw, which costs
/// about as much as unwinding those frames once more; nothing is looked up until somebody asks.
struct ThrowTrace {
  std::vector<void*> frames = {};        ///< Return addresses, the throw's first.
  std::optional<std::size_t> step = {};  ///< The number of the pipeline's step that ran.

  /// Called inside a catch block: of the exception in flight. One that was thrown while another was
  /// being handled, as is done to add context, has the trace of that one. Empty for an exception
  /// that another thread threw, or before which this thread has thrown many that are younger.
  static ThrowTrace OfCurrentException();
};

}  // namespace beam::worker
