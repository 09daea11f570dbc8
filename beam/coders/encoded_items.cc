#include "beam/coders/encoded_items.h"

namespace beam::internal {
namespace {

constexpr std::size_t kChunkBytes = 64 << 10;

}  // namespace

void ItemPlaces::Add(std::size_t begin, std::size_t end) {
  // Between two blocks of a list stands a number that belongs to no item.
  const bool goes_on = !chunks_.empty() && chunks_.back().end == begin;
  if (!goes_on || begin - chunks_.back().begin >= kChunkBytes) chunks_.push_back({begin, begin, 0});
  chunks_.back().end = end;
  ++chunks_.back().num_items;
  ++num_items_;
  bytes_ += end - begin;
}

}  // namespace beam::internal
