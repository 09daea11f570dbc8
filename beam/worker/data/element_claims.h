#pragma once

#include <atomic>
#include <cstdint>

namespace beam::worker {

/// Which elements of a bundle's input are its own: it claims one after the other, while the engine
/// may take the last ones away.
class ElementClaims {
 public:
  /// The next bundle begins, all of whose elements are its own.
  void Reset() { word_.store(kAll, std::memory_order_relaxed); }

  /// Claims the next element; false when it is not the bundle's any more. One thread claims.
  bool Claim();

  /// How many were claimed.
  std::int64_t claimed() const {
    return static_cast<std::int64_t>(word_.load(std::memory_order_relaxed) & kLow);
  }
  /// The first element that is not the bundle's any more; INT64_MAX while all are.
  std::int64_t end() const;

  /// Takes the elements from `first` on away. False when one of them is claimed, or was taken away
  /// already.
  bool TakeAway(std::int64_t first);

 private:
  /// The lower half counts what is claimed, the upper half is the end: one word, so that both
  /// threads see the same at once.
  static constexpr std::uint64_t kLow = 0xffff'ffff;
  static constexpr std::uint64_t kAll = kLow << 32;

  std::atomic<std::uint64_t> word_ = kAll;
};

}  // namespace beam::worker
