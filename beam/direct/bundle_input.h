#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "beam/exec/buffer.h"

namespace beam::direct {

/// The elements of a running bundle. One worker feeds them in order; others may take away what it
/// has not begun.
class BundleInput {
 public:
  explicit BundleInput(std::vector<std::unique_ptr<exec::Buffer>> buffers);

  /// Begins the next element; false when there is none left.
  bool Next();
  /// Shows `receiver` the element that was begun last; it stays here, for another attempt.
  void Feed(exec::ReceiverBase& receiver) const;
  /// How many elements have been begun.
  std::size_t begun() const { return Unpack(state_).begun; }
  /// Takes back the beginning of all elements from number `begun` on.
  void Rewind(std::size_t begun);

  /// How many elements nobody has begun yet. From any thread.
  std::size_t waiting() const;
  /// The second half of those, the larger one. From any thread.
  std::vector<std::unique_ptr<exec::Buffer>> TakeHalf();

 private:
  /// Elements [begun, end) wait; those from `end` on were taken away.
  struct State {
    std::uint32_t begun;
    std::uint32_t end;
  };
  static State Unpack(std::uint64_t packed) {
    return {static_cast<std::uint32_t>(packed), static_cast<std::uint32_t>(packed >> 32)};
  }
  static std::uint64_t Pack(State state) { return std::uint64_t{state.end} << 32 | state.begun; }

  const std::vector<std::unique_ptr<exec::Buffer>> buffers_;
  std::vector<std::size_t> ends_;     ///< By buffer: the number of the first element behind it.
  std::atomic<std::uint64_t> state_;  ///< One word, so that the feeder needs no lock.
  // Where the feeder is.
  std::size_t buffer_ = 0;
  std::size_t element_ = 0;
};

}  // namespace beam::direct
