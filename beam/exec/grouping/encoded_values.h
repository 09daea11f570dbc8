#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "beam/base/iterable.h"
#include "beam/coders/coder.h"
#include "beam/exec/grouping/grouping.h"

namespace beam::exec {

/// Values of one group, encoded: in memory while they are few, in chunks of a store beyond.
class EncodedValues {
 public:
  struct Chunk {
    std::shared_ptr<const ChunkStore::Chunk> bytes;
    std::size_t num_values;
  };

  /// Adds a value; each goes with its size, since one may have no bytes at all.
  void Add(std::string_view value);

  /// Moves what is in memory to `store`, as one chunk.
  void Keep(ChunkStore& store);

  /// What is in memory.
  const std::string& bytes() const { return bytes_; }
  std::size_t num_in_memory() const { return num_in_memory_; }
  /// What is in the store.
  const std::vector<Chunk>& chunks() const { return chunks_; }

 private:
  std::string bytes_;
  std::size_t num_in_memory_ = 0;
  std::vector<Chunk> chunks_;
};

/// Appends the values of `bytes`, as EncodedValues has them, to `values`.
template <class V>
void DecodeInto(std::string_view bytes, std::vector<V>& values) {
  ByteReader reader(bytes);
  while (reader.remaining() > 0) {
    ByteReader value(reader.ReadBytes(reader.ReadVarint()));
    values.push_back(Coder<V>::Decode(value));
  }
}

/// Values of one key that are too many for memory.
template <class V>
class StoredValues final : public IterableChunks<V> {
 public:
  /// Appends chunks.
  void Add(const std::vector<EncodedValues::Chunk>& chunks) {
    for (const EncodedValues::Chunk& chunk : chunks) size_ += chunk.num_values;
    chunks_.insert(chunks_.end(), chunks.begin(), chunks.end());
  }

  std::size_t size() const override { return size_; }
  std::vector<V> ReadChunk(std::size_t chunk) const override {
    std::vector<V> values;
    if (chunk >= chunks_.size()) return values;
    values.reserve(chunks_[chunk].num_values);
    DecodeInto(chunks_[chunk].bytes->Read(), values);
    return values;
  }

 private:
  std::vector<EncodedValues::Chunk> chunks_;
  std::size_t size_ = 0;
};

/// The values of all `parts`, which are all in memory, or all in a store.
template <class V>
Iterable<V> MakeIterable(std::span<const EncodedValues* const> parts) {
  std::vector<V> values;
  auto stored = std::make_shared<StoredValues<V>>();
  for (const EncodedValues* part : parts) {
    DecodeInto(part->bytes(), values);
    stored->Add(part->chunks());
  }
  if (stored->size() == 0) return Iterable<V>(std::move(values));
  return Iterable<V>(std::shared_ptr<const IterableChunks<V>>(std::move(stored)));
}

}  // namespace beam::exec
