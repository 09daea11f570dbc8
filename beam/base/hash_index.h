#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace beam {

/// Finds entries that somebody else keeps in an array, by a hash of their keys: open addressing
/// over their numbers, 8 bytes a slot.
///
///     const std::uint32_t found = index.FindOrAdd(hash, [&](std::uint32_t i) {
///       return entries[i].key == key;
///     });
///     if (found == entries.size()) entries.push_back({key});
class HashIndex {
 public:
  /// The number of the entry with `hash` that `is_equal(number)` accepts. Where there is none: that
  /// of the next entry, size() before the call, which counts as added from then on.
  template <class IsEqual>
  std::uint32_t FindOrAdd(std::uint64_t hash, const IsEqual& is_equal) {
    if (size_ >= slots_.size() / 2) Grow();
    const auto tag = static_cast<std::uint32_t>(hash >> 32);
    for (std::size_t i = tag >> shift_;; i = (i + 1) & (slots_.size() - 1)) {
      Slot& slot = slots_[i];
      if (slot.next_number == 0) {
        slot = {tag, ++size_};
        return size_ - 1;
      }
      if (slot.tag == tag && is_equal(slot.next_number - 1)) return slot.next_number - 1;
    }
  }

  std::uint32_t size() const { return size_; }

  /// Forgets all entries.
  void Clear();

 private:
  struct Slot {
    std::uint32_t tag = 0;          ///< The hash's upper half; its upper bits choose the slot.
    std::uint32_t next_number = 0;  ///< The entry's number plus 1; 0 for an empty slot.
  };

  /// Twice the slots. Throws resource_exhausted beyond 2^31 entries.
  void Grow();

  std::vector<Slot> slots_;  ///< A power of two, at most half of them in use.
  int shift_ = 0;            ///< From a tag to its slot.
  std::uint32_t size_ = 0;
};

}  // namespace beam
