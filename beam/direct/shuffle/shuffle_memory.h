#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>

namespace beam::direct {

/// The memory that records of all GroupByKeys take up, and when some of them have to go to disk. In
/// bytes; safe to use from several threads.
class ShuffleMemory {
 public:
  /// Records may take up half of `limit`: three eighths before some are spilled, the rest while
  /// they are, and while room is needed to sort them.
  explicit ShuffleMemory(std::size_t limit)
      : spill_above_(limit / 8 * 3), wait_above_(limit / 2), run_bytes_(limit / 16) {}

  std::atomic<std::size_t> used = 0;      ///< All of it.
  std::atomic<std::size_t> spilling = 0;  ///< What of it is on its way to disk.
  std::atomic<std::size_t> reading = 0;   ///< What of it groups are made of, and cannot be spilled.

  /// Whether there is more than there should be, apart from what is being spilled already.
  bool ShouldSpill() const {
    const std::size_t read = reading;
    const std::size_t busy = read + spilling;
    const std::size_t all = used;
    // However much is being read, what else comes goes to disk in pieces that are worth it.
    return all > busy &&
           all - busy > std::max(spill_above_ - std::min(spill_above_, read), spill_above_ / 4);
  }

  /// Whether whoever adds has to wait for those who spill.
  bool ShouldWait() const { return spilling > 0 && used > wait_above_; }

  /// How much to spill at once.
  std::size_t run_bytes() const { return run_bytes_; }

 private:
  const std::size_t spill_above_;
  const std::size_t wait_above_;
  const std::size_t run_bytes_;
};

}  // namespace beam::direct
