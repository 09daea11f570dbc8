#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/hash.h"
#include "beam/base/kv.h"
#include "beam/coders/coder.h"
#include "beam/exec/grouping/grouping.h"
#include "beam/exec/grouping/window_key.h"
#include "beam/windowing/windowing.h"

namespace beam::exec {

/// The writing end of a GroupByKey: encodes each element, once for each of its windows, and sorts
/// the records into partitions by the hash of the encoded key. Keys are equal when their encoded
/// bytes are, as on every engine.
template <class K, class V>
class GroupByKeyWriter final : public Receiver<KV<K, V>>, public Operator {
 public:
  /// With `writes_arrival`, records say which event of a stream their element came with.
  GroupByKeyWriter(std::shared_ptr<const Windowing> windowing, std::size_t num_partitions,
                   GroupingSink& sink, bool writes_arrival = false)
      : windowing_(std::move(windowing)),
        is_global_(windowing_->is_global()),
        has_timestamp_(windowing_->timestamp_combiner != TimestampCombiner::kEndOfWindow),
        writes_arrival_(writes_arrival),
        sink_(sink),
        records_(num_partitions) {}

  ReceiverBase& input() override { return *this; }

  void StartBundle(BundleContext&) override {
    for (std::string& records : records_) records.clear();
  }

  void Receive(Element<KV<K, V>>&& element) override { ReceiveCopy(element); }
  void ReceiveCopy(const Element<KV<K, V>>& element) override {
    key_.clear();
    ByteWriter key_writer(key_);
    Coder<K>::Encode(element.value.key, key_writer);
    const std::uint64_t hash = HashOf(key_);
    if (is_global_) {
      Write(hash, element);
      return;
    }
    const std::size_t key_size = key_.size();
    for (const Window& window : element.windows.all()) {
      key_.resize(key_size);
      AppendWindow(window, key_);
      Write(hash, element);
    }
  }

  void FinishBundle() override {
    for (std::size_t partition = 0; partition < records_.size(); ++partition) {
      if (!records_[partition].empty()) Flush(partition);
    }
  }

 private:
  /// Records go off when there is little room left in so much memory.
  static constexpr std::size_t kBytes = 32 << 10;
  static constexpr std::size_t kFlushBytes = kBytes - 512;

  void Write(std::uint64_t hash, const Element<KV<K, V>>& element) {
    const std::size_t partition = hash % records_.size();
    std::string& records = records_[partition];
    AppendRecord(records, hash, key_, [&](std::string& out) {
      ByteWriter writer(out);
      if (has_timestamp_) writer.WriteBigEndian64(SortableBits(element.timestamp));
      if (writes_arrival_) {
        writer.WriteBigEndian64(static_cast<std::uint64_t>(element.windows.arrival()));
      }
      Coder<V>::Encode(element.value.value, writer);
    });
    if (records.size() >= kFlushBytes) {
      Flush(partition);
      records.reserve(kBytes);  // Where so many came more will come.
    }
  }

  void Flush(std::size_t partition) {
    sink_.Put(partition, std::exchange(records_[partition], {}));
  }

  std::shared_ptr<const Windowing> windowing_;
  bool is_global_;
  bool has_timestamp_;
  bool writes_arrival_;
  GroupingSink& sink_;
  std::string key_;
  std::vector<std::string> records_;  ///< By partition.
};

}  // namespace beam::exec
