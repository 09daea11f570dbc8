#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "beam/base/approximate_bytes.h"
#include "beam/base/chunk_store.h"
#include "beam/base/iterable.h"
#include "beam/coders/coder.h"

namespace beam {

/// Values in the order in which they were added, which may be more than memory holds: beyond the
/// store's chunk_bytes they are kept there, encoded.
template <HasCoder T>
class StoredList {
 public:
  /// `store` outlives the list.
  explicit StoredList(ChunkStore& store) : store_(&store) {}

  void Add(T value) {
    bytes_ += beam::ApproximateBytes(value);
    values_.push_back(std::move(value));
    if (bytes_ >= store_->chunk_bytes()) Spill();
  }

  std::size_t size() const { return num_stored_ + values_.size(); }

  /// The values that are there now.
  Iterable<T> Read() const {
    if (chunks_.empty()) return Iterable<T>(values_);
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->chunks = chunks_;
    snapshot->num_values = size();
    if (!values_.empty()) snapshot->rest = values_;
    return Iterable<T>(std::shared_ptr<const IterableChunks<T>>(std::move(snapshot)));
  }

 private:
  using Chunk = std::shared_ptr<const ChunkStore::Chunk>;

  /// Chunks, and behind them the values that were in memory.
  struct Snapshot final : IterableChunks<T> {
    std::vector<Chunk> chunks;
    std::vector<T> rest;
    std::size_t num_values = 0;

    std::size_t size() const override { return num_values; }
    std::size_t num_chunks() const override { return chunks.size() + (rest.empty() ? 0 : 1); }
    std::vector<T> ReadChunk(std::size_t chunk) const override {
      return chunk < chunks.size() ? DecodeAll(chunks[chunk]->Read()) : rest;
    }
  };

  static std::vector<T> DecodeAll(std::string_view bytes) {
    std::vector<T> values;
    ByteReader reader(bytes);
    // The number comes first: a value may have no bytes at all.
    for (std::uint64_t left = reader.ReadVarint(); left > 0; --left) {
      values.push_back(Coder<T>::Decode(reader));
    }
    return values;
  }

  void Spill() {
    std::string encoded;
    ByteWriter writer(encoded);
    writer.WriteVarint(values_.size());
    for (const T& value : values_) Coder<T>::Encode(value, writer);
    chunks_.push_back(store_->Keep(std::move(encoded)));
    num_stored_ += values_.size();
    values_.clear();
    bytes_ = 0;
  }

  ChunkStore* store_;
  std::vector<Chunk> chunks_;
  std::size_t num_stored_ = 0;
  std::vector<T> values_;
  std::size_t bytes_ = 0;
};

}  // namespace beam
