#include "beam/base/hash_index.h"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>

#include "beam/base/error.h"

namespace beam {
namespace {

constexpr std::size_t kLeastSlots = 64;
constexpr std::size_t kSlotsToKeepAnEntry = 16;
constexpr std::size_t kMostSlots = std::size_t{1} << 32;

}  // namespace

void HashIndex::Clear() {
  // Emptying many slots for few entries would cost more than what the entries were needed for.
  if (kSlotsToKeepAnEntry * size_ < slots_.size()) {
    slots_.clear();
  } else {
    std::fill(slots_.begin(), slots_.end(), Slot());
  }
  size_ = 0;
}

void HashIndex::Grow() {
  if (slots_.size() == kMostSlots) {
    throw Error(ErrorCode::kResourceExhausted,
                "too many entries for one hash table: " + std::to_string(size_));
  }
  const std::vector<Slot> before =
      std::exchange(slots_, std::vector<Slot>(std::max(kLeastSlots, 2 * slots_.size())));
  shift_ = 32 - std::countr_zero(slots_.size());
  for (const Slot& slot : before) {
    if (slot.next_number == 0) continue;
    std::size_t i = slot.tag >> shift_;
    while (slots_[i].next_number != 0) i = (i + 1) & (slots_.size() - 1);
    slots_[i] = slot;
  }
}

}  // namespace beam
