#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/iterable.h"
#include "beam/base/kv.h"
#include "beam/coders/coder.h"
#include "beam/exec/grouping.h"
#include "beam/exec/reshuffle_writer.h"
#include "beam/exec/window_key.h"
#include "beam/windowing/windowing.h"

namespace beam::exec {

/// Values of one key that are too many for memory: chunks of encoded values.
template <class V>
class StoredValues final : public IterableChunks<V> {
 public:
  void Add(std::shared_ptr<const ChunkStore::Chunk> chunk, std::size_t num_values) {
    chunks_.push_back(std::move(chunk));
    size_ += num_values;
  }

  std::size_t size() const override { return size_; }
  std::vector<V> ReadChunk(std::size_t chunk) const override {
    return chunk < chunks_.size() ? DecodeAll(chunks_[chunk]->Read()) : std::vector<V>();
  }

  static std::vector<V> DecodeAll(std::string_view bytes) {
    std::vector<V> values;
    ByteReader reader(bytes);
    while (reader.remaining() > 0) {
      // Each value goes with its size: one may have no bytes at all.
      ByteReader value(reader.ReadBytes(reader.ReadVarint()));
      values.push_back(Coder<V>::Decode(value));
    }
    return values;
  }

 private:
  std::vector<std::shared_ptr<const ChunkStore::Chunk>> chunks_;
  std::size_t size_ = 0;
};

/// The reading end of a GroupByKey. Records come sorted by key and window, so that a group is
/// finished when the next one begins; windows that merge are merged on the way.
template <class K, class V>
class TypedGroupReader final : public GroupReader {
 public:
  TypedGroupReader(std::shared_ptr<const Windowing> windowing, ChunkStore& store, BufferSink& sink)
      : windowing_(std::move(windowing)),
        is_global_(windowing_->is_global()),
        is_merging_(windowing_->window_fn->IsMerging()),
        store_(store),
        output_(sink) {}

  void Add(const ShuffleRecord& record) override {
    std::string_view key = record.key;
    Window window = kGlobalWindow;
    if (!is_global_) {
      window = WindowAtEndOf(key);
      key.remove_suffix(kWindowBytes);
    }
    if (!is_open_ || !Belongs(key, window)) Open(key, window);
    window_ = window_.Span(window);
    AddValue(record.value);
  }

  void Finish() override {
    Close();
    output_.FinishBundle();
  }

 private:
  bool Belongs(std::string_view key, const Window& window) const {
    if (key != key_) return false;
    // Windows come by their start, so only the last one can still grow.
    return is_merging_ ? window_.Intersects(window) : window_ == window;
  }

  void Open(std::string_view key, const Window& window) {
    Close();
    is_open_ = true;
    key_ = key;
    window_ = window;
    timestamp_ = {};
    num_values_ = 0;
    values_.clear();
    encoded_.clear();
    stored_ = nullptr;
  }

  void AddValue(std::string_view value) {
    ByteReader reader(value);
    CombineTimestamp(reader);
    const std::uint64_t size = reader.remaining();
    if (stored_ == nullptr) {
      values_.push_back(Coder<V>::Decode(reader));
      bytes_in_group_ = num_values_ == 0 ? size : bytes_in_group_ + size;
      ++num_values_;
      if (bytes_in_group_ + num_values_ * sizeof(V) >= store_.chunk_bytes()) StoreValues();
      return;
    }
    ByteWriter writer(encoded_);
    writer.WriteVarint(size);
    writer.WriteBytes(reader.ReadBytes(size));
    ++num_encoded_;
    if (encoded_.size() + num_encoded_ * sizeof(V) >= store_.chunk_bytes()) KeepEncoded();
  }

  void CombineTimestamp(ByteReader& reader) {
    const TimestampCombiner combiner = windowing_->timestamp_combiner;
    if (combiner == TimestampCombiner::kEndOfWindow) return;
    const Timestamp timestamp = TimestampFromSortableBits(reader.ReadBigEndian64());
    if (num_values_ == 0 && stored_ == nullptr) {
      timestamp_ = timestamp;
    } else if (combiner == TimestampCombiner::kEarliest) {
      timestamp_ = std::min(timestamp_, timestamp);
    } else {
      timestamp_ = std::max(timestamp_, timestamp);
    }
  }

  /// The group has become large: from here on its values are kept encoded.
  void StoreValues() {
    stored_ = std::make_shared<StoredValues<V>>();
    for (const V& value : values_) {
      const std::string bytes = Encode(value);
      ByteWriter writer(encoded_);
      writer.WriteVarint(bytes.size());
      writer.WriteBytes(bytes);
    }
    num_encoded_ = values_.size();
    values_ = {};
    KeepEncoded();
  }

  void KeepEncoded() {
    if (num_encoded_ == 0) return;
    stored_->Add(store_.Keep(std::exchange(encoded_, {})), num_encoded_);
    num_encoded_ = 0;
  }

  void Close() {
    if (!std::exchange(is_open_, false)) return;
    const Timestamp timestamp = windowing_->timestamp_combiner == TimestampCombiner::kEndOfWindow
                                    ? window_.MaxTimestamp()
                                    : timestamp_;
    if (stored_ != nullptr) KeepEncoded();
    Iterable<V> values = stored_ == nullptr ? Iterable<V>(std::exchange(values_, {}))
                                            : Iterable<V>(std::shared_ptr<const IterableChunks<V>>(
                                                  std::exchange(stored_, nullptr)));
    ByteReader reader(key_);
    output_.Receive({{Coder<K>::Decode(reader), std::move(values)},
                     timestamp,
                     is_global_ ? Windows() : Windows({window_})});
  }

  std::shared_ptr<const Windowing> windowing_;
  bool is_global_;
  bool is_merging_;
  ChunkStore& store_;
  ReshuffleWriter<KV<K, Iterable<V>>> output_;

  // The group that is being read.
  bool is_open_ = false;
  std::string key_;
  Window window_;
  Timestamp timestamp_;
  std::vector<V> values_;
  std::size_t num_values_ = 0;
  std::size_t bytes_in_group_ = 0;
  std::shared_ptr<StoredValues<V>> stored_;
  std::string encoded_;
  std::size_t num_encoded_ = 0;
};

}  // namespace beam::exec
