#include "beam/coders/list_coding.h"

namespace beam::internal {
namespace {

constexpr std::size_t kBlockBytes = 64 << 10;
constexpr std::uint64_t kMaxBlockItems = ~std::uint64_t{0} >> 1;

}  // namespace

void ListBlocks::FinishItem() {
  ++num_items_;
  if (block_.size() >= kBlockBytes) WriteBlock();
}

void ListBlocks::Finish() {
  if (num_items_ > 0) WriteBlock();
  out_.WriteVarint(0);
}

void ListBlocks::WriteBlock() {
  out_.WriteVarint(num_items_);
  out_.WriteBytes(block_);
  block_.clear();
  num_items_ = 0;
}

void WriteMapSize(std::size_t size, ByteWriter& out) {
  if (size > kMaxKnownItems) {
    throw Error(ErrorCode::kResourceExhausted,
                "a map may have at most 2147483647 entries, found " + std::to_string(size));
  }
  out.WriteBigEndian32(static_cast<std::uint32_t>(size));
}

void ThrowNotOfLength(std::size_t expected) {
  throw Error(ErrorCode::kDataLoss,
              "list has another number of items: expected " + std::to_string(expected));
}

void ThrowKeyTwice() {
  throw Error(ErrorCode::kDataLoss, "encoded map has a key twice");
}

ListReader::ListReader(ByteReader& in, bool may_end_in_state)
    : in_(in), may_end_in_state_(may_end_in_state) {
  const std::uint32_t count = in.ReadBigEndian32();
  has_blocks_ = count == kUnknownItems;
  if (has_blocks_) return;
  if (count > kMaxKnownItems) {
    throw Error(ErrorCode::kDataLoss, "list has a negative number of items: " +
                                          std::to_string(static_cast<std::int32_t>(count)));
  }
  left_ = count;
}

bool ListReader::NextBlock() {
  if (!has_blocks_) return false;
  const std::uint64_t count = in_.ReadVarint();
  at_ = in_.remaining();
  if (count == 0 || count == kRestInState) {
    has_blocks_ = false;
    ends_in_state_ = count == kRestInState;
    if (ends_in_state_ && !may_end_in_state_) {
      throw Error(ErrorCode::kDataLoss, "list refers to state, which it may not");
    }
    return false;
  }
  if (count > kMaxBlockItems) {
    throw Error(ErrorCode::kDataLoss, "list has a negative number of items in a block: " +
                                          std::to_string(static_cast<std::int64_t>(count)));
  }
  left_ = count - 1;
  return true;
}

}  // namespace beam::internal
