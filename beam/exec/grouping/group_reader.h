#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/iterable.h"
#include "beam/base/kv.h"
#include "beam/coders/coder.h"
#include "beam/exec/grouping/encoded_values.h"
#include "beam/exec/grouping/grouping.h"
#include "beam/exec/grouping/window_key.h"
#include "beam/exec/reshuffle_writer.h"
#include "beam/windowing/windowing.h"

namespace beam::exec {

/// The reading end of a GroupByKey in batch: one pane for each group, at the end of its window.
/// Records come sorted by key and window, so that a group is finished when the next one begins;
/// windows that overlap are merged on the way, if they merge. PaneReader is for everything else.
template <class K, class V>
class TypedGroupReader final : public GroupReader {
 public:
  TypedGroupReader(std::shared_ptr<const Windowing> windowing, ChunkStore& store, BufferSink& sink)
      : windowing_(std::move(windowing)),
        is_global_(windowing_->is_global()),
        is_merging_(windowing_->window_fn->IsMerging()),
        store_(store),
        output_(sink),
        // Behind the default trigger a late pane could follow; as in Python, only the global
        // window, stamped with its end, is known to be through.
        pane_{.is_last =
                  is_global_ && windowing_->timestamp_combiner == TimestampCombiner::kEndOfWindow,
              .timing = PaneTiming::kOnTime},
        global_windows_({kGlobalWindow}, pane_) {}

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
    values_.clear();
    is_large_ = false;
  }

  void AddValue(std::string_view value) {
    ByteReader reader(value);
    CombineTimestamp(reader);
    const std::uint64_t size = reader.remaining();
    if (!is_large_) {
      values_.push_back(Coder<V>::Decode(reader));
      bytes_in_group_ = values_.size() == 1 ? size : bytes_in_group_ + size;
      if (bytes_in_group_ + values_.size() * sizeof(V) >= store_.chunk_bytes()) StoreValues();
      return;
    }
    encoded_.Add(reader.ReadBytes(size));
    const std::size_t bytes = encoded_.bytes().size() + encoded_.num_in_memory() * sizeof(V);
    if (bytes >= store_.chunk_bytes()) encoded_.Keep(store_);
  }

  void CombineTimestamp(ByteReader& reader) {
    const TimestampCombiner combiner = windowing_->timestamp_combiner;
    if (combiner == TimestampCombiner::kEndOfWindow) return;
    const Timestamp timestamp = TimestampFromSortableBits(reader.ReadBigEndian64());
    if (values_.empty() && !is_large_) {
      timestamp_ = timestamp;
    } else if (combiner == TimestampCombiner::kEarliest) {
      timestamp_ = std::min(timestamp_, timestamp);
    } else {
      timestamp_ = std::max(timestamp_, timestamp);
    }
  }

  /// The group has become large: from here on its values are kept encoded.
  void StoreValues() {
    is_large_ = true;
    for (const auto& value : std::exchange(values_, {})) encoded_.Add(Encode<V>(value));
    encoded_.Keep(store_);
  }

  Iterable<V> TakeValues() {
    if (!is_large_) return Iterable<V>(std::exchange(values_, {}));
    encoded_.Keep(store_);
    const EncodedValues values = std::exchange(encoded_, {});
    const EncodedValues* const parts[] = {&values};
    return MakeIterable<V>(parts);
  }

  void Close() {
    if (!std::exchange(is_open_, false)) return;
    const Timestamp timestamp = windowing_->timestamp_combiner == TimestampCombiner::kEndOfWindow
                                    ? window_.MaxTimestamp()
                                    : timestamp_;
    ByteReader reader(key_);
    output_.Receive({{Coder<K>::Decode(reader), TakeValues()},
                     timestamp,
                     is_global_ ? global_windows_ : Windows({window_}, pane_)});
  }

  std::shared_ptr<const Windowing> windowing_;
  bool is_global_;
  bool is_merging_;
  ChunkStore& store_;
  ReshuffleWriter<KV<K, Iterable<V>>> output_;
  const Pane pane_;
  const Windows global_windows_;

  // The group that is being read.
  bool is_open_ = false;
  std::string key_;
  Window window_;
  Timestamp timestamp_;
  std::vector<V> values_;
  std::size_t bytes_in_group_ = 0;
  bool is_large_ = false;
  EncodedValues encoded_;  ///< Of a large group.
};

}  // namespace beam::exec
