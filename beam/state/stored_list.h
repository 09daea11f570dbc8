#pragma once

#include <algorithm>
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
/// store's memory_bytes they go there, encoded.
template <HasCoder T>
class StoredList {
 public:
  /// `store` outlives the list.
  explicit StoredList(ChunkStore& store) : store_(&store) {}

  void Add(T value) {
    bytes_ += beam::ApproximateBytes(value);
    values_.push_back(std::move(value));
    if (bytes_ > store_->memory_bytes()) Spill();
  }

  std::size_t size() const { return chunks_.size() + values_.size(); }

  /// The values that are there now.
  Iterable<T> Read() const {
    if (chunks_.empty()) return Iterable<T>(values_);
    return Iterable<T>(std::make_shared<const Snapshot>(chunks_, values_));
  }

  /// The same, when no more are added: those in memory are not copied.
  Iterable<T> Take() && {
    if (chunks_.empty()) return Iterable<T>(std::move(values_));
    return Iterable<T>(std::make_shared<const Snapshot>(chunks_, std::move(values_)));
  }

 private:
  static constexpr std::size_t kMaxChunkBytes = 256 << 10;

  /// Encoded values in the store.
  class Chunks {
   public:
    std::size_t size() const { return ends_.empty() ? 0 : ends_.back(); }
    bool empty() const { return chunks_.empty(); }
    std::size_t num_chunks() const { return chunks_.size(); }

    void Add(ChunkStore& store, std::string encoded, std::size_t num_values) {
      chunks_.push_back(store.Keep(std::move(encoded)));
      ends_.push_back(size() + num_values);
    }

    std::vector<T> Read(std::size_t chunk) const {
      const std::size_t count = ends_[chunk] - (chunk == 0 ? 0 : ends_[chunk - 1]);
      const std::string bytes = chunks_[chunk]->Read();
      ByteReader reader(bytes);
      std::vector<T> values;
      values.reserve(count);
      while (values.size() < count) values.push_back(Coder<T>::Decode(reader));
      return values;
    }

    T At(std::size_t index) const {
      const auto chunk = static_cast<std::size_t>(
          std::upper_bound(ends_.begin(), ends_.end(), index) - ends_.begin());
      return std::move(Read(chunk)[index - (chunk == 0 ? 0 : ends_[chunk - 1])]);
    }

   private:
    std::vector<std::shared_ptr<const ChunkStore::Chunk>> chunks_;
    std::vector<std::size_t> ends_;  ///< How many values there are up to the end of each.
  };

  /// Chunks, and behind them the values that are in memory.
  class Snapshot final : public IterableChunks<T> {
   public:
    Snapshot(Chunks chunks, std::vector<T> rest)
        : chunks_(std::move(chunks)), rest_(std::move(rest)) {}

    std::size_t size() const override { return chunks_.size() + rest_.size(); }
    std::vector<T> ReadChunk(std::size_t chunk) const override {
      if (chunk < chunks_.num_chunks()) return chunks_.Read(chunk);
      return chunk == chunks_.num_chunks() ? rest_ : std::vector<T>();
    }
    T At(std::size_t index) const override {
      return index < chunks_.size() ? chunks_.At(index) : rest_[index - chunks_.size()];
    }
    std::size_t ApproximateBytes() const override { return beam::ApproximateBytes(rest_); }

   private:
    const Chunks chunks_;
    const std::vector<T> rest_;
  };

  void Spill() {
    const std::size_t chunk_bytes = std::min(store_->chunk_bytes(), kMaxChunkBytes);
    std::string encoded;
    ByteWriter writer(encoded);
    std::size_t in_chunk = 0;
    for (const auto& value : values_) {
      Coder<T>::Encode(value, writer);
      ++in_chunk;
      if (encoded.size() < chunk_bytes) continue;
      chunks_.Add(*store_, std::exchange(encoded, {}), std::exchange(in_chunk, 0));
    }
    if (in_chunk > 0) chunks_.Add(*store_, std::move(encoded), in_chunk);
    values_ = {};
    bytes_ = 0;
  }

  ChunkStore* store_;
  Chunks chunks_;
  std::vector<T> values_;
  std::size_t bytes_ = 0;
};

}  // namespace beam
