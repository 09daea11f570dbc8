#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/approximate_bytes.h"
#include "beam/coders/sharded_key_coder.h"
#include "beam/pipeline/composite.h"
#include "beam/pipeline/group_by_key.h"
#include "beam/pipeline/map.h"
#include "beam/state/bag_state.h"
#include "beam/state/timer.h"
#include "beam/state/value_state.h"

namespace beam {

/// When a batch of GroupIntoBatches is full. Throws invalid_argument where it is used unless a size
/// is given and what is given is more than 0.
struct GroupIntoBatchesOptions {
  std::optional<std::int64_t> batch_size = {};        ///< Elements.
  std::optional<std::int64_t> batch_size_bytes = {};  ///< About; the last element may go beyond.
  /// A batch waits no longer for more. In batch nothing waits.
  std::optional<Duration> max_buffering_duration = {};
};

namespace internal {

void CheckGroupIntoBatches(const std::string& label, const GroupIntoBatchesOptions& options);
/// A name for this thread's share of a key's elements.
Bytes ShardOfThisThread();

template <class K, class V>
struct GroupIntoBatchesFn {
  GroupIntoBatchesOptions options;
  BagState<V> batch = {};
  ValueState<std::int64_t> num_elements = {};
  ValueState<std::int64_t> num_bytes = {};
  EventTimer at_end = {};
  ProcessingTimer waited = {};

  void Process(const Element<KV<K, V>>& element, Emitter<KV<K, std::vector<V>>>& out) {
    const bool is_first = batch.IsEmpty();
    batch.Add(element.value.value);
    num_elements.Write(num_elements.Read().value_or(0) + 1);
    if (options.batch_size_bytes.has_value()) {
      num_bytes.Write(num_bytes.Read().value_or(0) +
                      static_cast<std::int64_t>(ApproximateBytes(element.value.value)));
    }
    at_end.Set(element.windows.all()[0].MaxTimestamp());
    if (is_first && options.max_buffering_duration.has_value()) {
      waited.SetAfter(*options.max_buffering_duration);
    }
    if (IsFull()) Emit(element.value.key, out);
  }

  void OnTimer(const TimerFiring<K>& firing, Emitter<KV<K, std::vector<V>>>& out) {
    if (!batch.IsEmpty()) Emit(firing.key, out);
  }

 private:
  bool IsFull() const {
    return num_elements.Read() >= options.batch_size.value_or(INT64_MAX) ||
           num_bytes.Read() >= options.batch_size_bytes.value_or(INT64_MAX);
  }

  void Emit(const K& key, Emitter<KV<K, std::vector<V>>>& out) {
    const Iterable<V> values = batch.Read();
    out({key, std::vector<V>(values.begin(), values.end())});
    batch.Clear();
    num_elements.Clear();
    num_bytes.Clear();
    waited.Clear();
  }
};

}  // namespace internal

/// KV<K, V> -> KV<K, std::vector<V>>: the values of each key and window in batches of a given size;
/// the last of each is what is left. Which values are together is not defined.
///
///     requests | beam::GroupIntoBatches("Batch", {.batch_size = 100}) | beam::ParDo("Send",
///     Send())
class GroupIntoBatches {
 public:
  GroupIntoBatches(std::string label, GroupIntoBatchesOptions options,
                   std::source_location where = std::source_location::current())
      : label_(std::move(label)), options_(options), where_(where) {
    internal::CheckGroupIntoBatches(label_, options_);
  }

  /// The same with KV<ShardedKey<K>, std::vector<V>>, so that several workers make the batches of
  /// one key. Each of them leaves a last batch.
  auto WithShardedKey() const {
    return [batches = *this]<class T>(PCollection<T> input) {
      return batches.template Check<T>([&] { return batches.ApplySharded(input); });
    };
  }

  template <class T>
  auto operator()(PCollection<T> input) const {
    return Check<T>([&] { return Apply(input, label_); });
  }

 private:
  template <class T, class Apply>
  auto Check(const Apply& apply) const {
    static_assert(internal::kIsKV<T>,
                  "beam::GroupIntoBatches: the elements are not beam::KV<K, V>");
    if constexpr (internal::kIsKV<T>) return apply();
  }

  template <class K, class V>
  auto Apply(PCollection<KV<K, V>> input, const std::string& label) const {
    return input | ParDo(label, internal::GroupIntoBatchesFn<K, V>{options_}, where_);
  }

  template <class K, class V>
  auto ApplySharded(PCollection<KV<K, V>> input) const {
    auto shard = [](const KV<K, V>& pair) {
      return KV<ShardedKey<K>, V>{{internal::ShardOfThisThread(), pair.key}, pair.value};
    };
    auto expand = [&](PCollection<KV<K, V>> in) {
      return Apply(in | Map("Shard", shard, where_), "Batch");
    };
    return input | Composite(label_, expand, where_);
  }

  std::string label_;
  GroupIntoBatchesOptions options_;
  std::source_location where_;
};

}  // namespace beam
