#include "beam/worker/data/element_claims.h"

#include <limits>

#include "beam/base/error.h"

namespace beam::worker {

bool ElementClaims::Claim() {
  const std::uint64_t before = word_.fetch_add(1, std::memory_order_acq_rel);
  const std::uint64_t index = before & kLow;
  if (index + 1 >= kLow) {
    throw Error(ErrorCode::kResourceExhausted, "a bundle has more than four billion elements");
  }
  if (index < before >> 32) return true;
  word_.fetch_sub(1, std::memory_order_acq_rel);
  return false;
}

std::int64_t ElementClaims::end() const {
  const std::uint64_t end = word_.load(std::memory_order_relaxed) >> 32;
  return end == kLow ? std::numeric_limits<std::int64_t>::max() : static_cast<std::int64_t>(end);
}

bool ElementClaims::TakeAway(std::int64_t first) {
  const auto wanted = static_cast<std::uint64_t>(first);
  std::uint64_t word = word_.load(std::memory_order_acquire);
  do {
    if (first < 0 || wanted < (word & kLow) || wanted >= word >> 32) return false;
  } while (
      !word_.compare_exchange_weak(word, wanted << 32 | (word & kLow), std::memory_order_acq_rel));
  return true;
}

}  // namespace beam::worker
