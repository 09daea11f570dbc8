#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "beam/base/iterable.h"
#include "beam/coders/list_coding.h"

namespace beam::internal {

/// Where the items of an encoded list lie in its bytes, by chunks of some 64 KiB.
class ItemPlaces {
 public:
  struct Chunk {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t num_items = 0;
  };

  /// Adds the next item, at [begin, end).
  void Add(std::size_t begin, std::size_t end);
  const std::vector<Chunk>& chunks() const { return chunks_; }
  std::size_t num_items() const { return num_items_; }
  /// Of all items.
  std::size_t bytes() const { return bytes_; }

 private:
  std::vector<Chunk> chunks_;
  std::size_t num_items_ = 0;
  std::size_t bytes_ = 0;
};

/// A list that stays encoded, because decoded it might take much more memory.
template <class T, class ItemCoder>
class EncodedItems final : public IterableChunks<T> {
 public:
  EncodedItems(std::string_view bytes, ItemPlaces places)
      : bytes_(bytes), places_(std::move(places)) {}

  std::size_t size() const override { return places_.num_items(); }
  std::vector<T> ReadChunk(std::size_t index) const override {
    std::vector<T> items;
    if (index >= places_.chunks().size()) return items;
    const ItemPlaces::Chunk& chunk = places_.chunks()[index];
    ByteReader reader(std::string_view(bytes_).substr(chunk.begin, chunk.end - chunk.begin));
    items.reserve(chunk.num_items);
    for (std::size_t i = 0; i < chunk.num_items; ++i) items.push_back(ItemCoder::Decode(reader));
    return items;
  }
  std::size_t ApproximateBytes() const override { return bytes_.size(); }

 private:
  std::string bytes_;
  ItemPlaces places_;
};

/// Beyond this many bytes a list stays encoded.
inline constexpr std::size_t kMaxDecodedBytes = 1 << 20;

/// Reads a list. Every item is decoded here, so that what is broken is found here, but many items
/// are not kept.
template <class T, class ItemCoder>
Iterable<T> DecodeIterable(ByteReader& in) {
  const char* start = in.rest().data();
  const auto place = [&] { return static_cast<std::size_t>(in.rest().data() - start); };
  ListReader list(in);
  std::vector<T> items;
  ItemPlaces places;
  while (list.Next()) {
    const std::size_t begin = place();
    items.push_back(ItemCoder::Decode(in));
    places.Add(begin, place());
    if (places.bytes() > kMaxDecodedBytes) items = {};
  }
  if (places.bytes() <= kMaxDecodedBytes) return Iterable<T>(std::move(items));
  return Iterable<T>(std::make_shared<const EncodedItems<T, ItemCoder>>(
      std::string_view(start, place()), std::move(places)));
}

}  // namespace beam::internal
