#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "beam/coders/coder.h"

/// The bytes that lists of every kind share: beam:coder:iterable:v1. A list starts with its number
/// of items as 32 bits, big-endian; or with -1, then blocks of items, each after its number of
/// them as a varint, and a 0 at the end.
namespace beam::internal {

/// The most items a list of known length may have: Java's int.
inline constexpr std::uint64_t kMaxKnownItems = 0x7fffffff;
inline constexpr std::uint32_t kUnknownItems = 0xffffffff;
/// In place of a block's number: the rest is in the runner's state, and the token of it follows.
inline constexpr std::uint64_t kRestInState = ~std::uint64_t{0};

/// Writes a list that is too long for a known length, in blocks of about 64 KiB.
class ListBlocks {
 public:
  explicit ListBlocks(ByteWriter& out) : out_(out) { out_.WriteBigEndian32(kUnknownItems); }

  /// Where the next item is to be written.
  ByteWriter& item() { return block_writer_; }
  void FinishItem();
  void Finish();

 private:
  void WriteBlock();

  ByteWriter& out_;
  std::string block_;
  ByteWriter block_writer_{block_};
  std::uint64_t num_items_ = 0;
};

/// Throws resource_exhausted when a map has more entries than fit its count, which has no blocks.
void WriteMapSize(std::size_t size, ByteWriter& out);

/// data_loss
[[noreturn]] void ThrowNotOfLength(std::size_t expected);
[[noreturn]] void ThrowKeyTwice();

/// Steps through the items of an encoded list, which the caller decodes. Throws data_loss on what
/// is no list.
class ListReader {
 public:
  /// Reads the number of items. A list that `may_end_in_state` may stand in the runner's state in
  /// part.
  explicit ListReader(ByteReader& in, bool may_end_in_state = false);

  /// Whether there is an item, which is then the next thing in the reader.
  bool Next() {
    if (in_.remaining() == at_) in_.CountItemWithoutBytes();
    at_ = in_.remaining();
    if (left_ == 0) return NextBlock();
    --left_;
    return true;
  }
  /// After the last item: whether the next thing in the reader is the token of more items.
  bool EndsInState() const { return ends_in_state_; }

  /// How many items of `item_size` bytes of memory the caller may make room for: no more than the
  /// bytes that are there account for.
  std::size_t ItemsToReserve(std::size_t item_size) const {
    return static_cast<std::size_t>(std::min(left_, in_.remaining() / item_size));
  }

 private:
  bool NextBlock();

  ByteReader& in_;
  bool may_end_in_state_;
  bool ends_in_state_ = false;
  bool has_blocks_ = false;
  std::uint64_t left_ = 0;                ///< Items of this block, or of the list.
  std::uint64_t at_ = ~std::uint64_t{0};  ///< What remained before the last item.
};

/// A list in memory or elsewhere that `ItemCoder` writes item by item.
template <class ItemCoder, class List>
void EncodeList(const List& list, std::uint64_t size, ByteWriter& out) {
  if (size <= kMaxKnownItems) {
    out.WriteBigEndian32(static_cast<std::uint32_t>(size));
    for (const auto& item : list) ItemCoder::Encode(item, out);
    return;
  }
  ListBlocks blocks(out);
  for (const auto& item : list) {
    ItemCoder::Encode(item, blocks.item());
    blocks.FinishItem();
  }
  blocks.Finish();
}

}  // namespace beam::internal
