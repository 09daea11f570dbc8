#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "beam/base/describe.h"
#include "beam/base/error.h"
#include "beam/base/iterable.h"
#include "beam/base/kv.h"
#include "beam/coders/coder.h"
#include "beam/state/stored_list.h"
#include "beam/state/stored_map.h"

namespace beam {

namespace internal {

/// The key-value pairs of a side input in one window, by encoded key. May be larger than memory.
template <class K, class V>
class StoredPairs {
 public:
  /// `store` outlives this.
  explicit StoredPairs(ChunkStore& store) : store_(&store), entries_(store) {}

  void Add(std::int64_t pane, const KV<K, V>& pair) {
    std::string key = Encode(pair.key);
    ByteWriter(key).WriteBigEndian64(next_++);  // Values of one key lie side by side.
    std::string value;
    ByteWriter writer(value);
    writer.WriteVarint(static_cast<std::uint64_t>(pane));
    Coder<V>::Encode(pair.value, writer);
    entries_.Put(key, value);
  }

  /// Calls visit(pane, encoded value) for each value of `key`.
  template <class Visit>
  void VisitValues(const K& key, const Visit& visit) const {
    const std::string prefix = Encode(key);
    entries_.Visit(prefix, [&](std::string_view found, std::string_view value) {
      if (!found.starts_with(prefix)) return false;
      VisitValue(value, visit);
      return true;
    });
  }

  /// Calls visit(encoded key, pane, encoded value) for each pair, those of a key one after the
  /// other.
  template <class Visit>
  void VisitPairs(const Visit& visit) const {
    entries_.Visit({}, [&](std::string_view key, std::string_view value) {
      key.remove_suffix(sizeof(next_));
      VisitValue(value, [&](std::int64_t pane, std::string_view v) { visit(key, pane, v); });
      return true;
    });
  }

  ChunkStore& store() const { return *store_; }

 private:
  template <class Visit>
  static void VisitValue(std::string_view value, const Visit& visit) {
    ByteReader reader(value);
    const auto pane = static_cast<std::int64_t>(reader.ReadVarint());
    visit(pane, reader.ReadBytes(reader.remaining()));
  }

  ChunkStore* store_;
  StoredMap entries_;
  std::uint64_t next_ = 0;
};

/// What counts of the values of one key: those of the last pane.
struct LastPaneOfKey {
  std::int64_t pane = -1;
  std::size_t count = 0;
  std::string value = {};

  void Add(std::int64_t pane_of_value, std::string_view added) {
    if (pane_of_value < pane) return;
    count = pane_of_value == pane ? count + 1 : 1;
    pane = pane_of_value;
    value = added;
  }
};

}  // namespace internal

/// A side input that has one value for each key; made by AsMap. Keys are equal when their encoded
/// bytes are. A value is decoded by each look-up. May be larger than memory.
template <class K, class V>
class MapView {
 public:
  MapView() = default;  ///< Without entries.
  explicit MapView(std::shared_ptr<const internal::StoredPairs<K, V>> pairs)
      : pairs_(std::move(pairs)) {}

  std::optional<V> Find(const K& key) const {
    if (pairs_ == nullptr) return std::nullopt;
    internal::LastPaneOfKey last;
    pairs_->VisitValues(key, [&](std::int64_t pane, std::string_view value) {
      last.Add(pane, value);
    });
    if (last.count == 0) return std::nullopt;
    return Decode<V>(last.value);
  }
  bool contains(const K& key) const { return Find(key).has_value(); }
  /// Throws not_found where there is none.
  V at(const K& key) const {
    std::optional<V> value = Find(key);
    if (value.has_value()) return *std::move(value);
    throw Error(ErrorCode::kNotFound, "a side input has no such key: " + Describe(key));
  }

  /// All entries, in the order of their encoded keys.
  Iterable<KV<K, V>> Entries() const {
    if (pairs_ == nullptr) return {};
    StoredList<KV<K, V>> entries(pairs_->store());
    VisitEntries([&](std::string_view key, const internal::LastPaneOfKey& last) {
      entries.Add({Decode<K>(key), Decode<V>(last.value)});
    });
    return std::move(entries).Take();
  }

  /// Calls visit(encoded key, LastPaneOfKey) for each key.
  template <class Visit>
  void VisitEntries(const Visit& visit) const {
    std::string current;
    internal::LastPaneOfKey last;
    pairs_->VisitPairs([&](std::string_view key, std::int64_t pane, std::string_view value) {
      if (last.count > 0 && key != current) visit(current, std::exchange(last, {}));
      current = key;
      last.Add(pane, value);
    });
    if (last.count > 0) visit(current, last);
  }

 private:
  std::shared_ptr<const internal::StoredPairs<K, V>> pairs_;
};

/// A side input that has any number of values for each key; made by AsMultimap. May be larger than
/// memory, as may the values of one key.
template <class K, class V>
class MultimapView {
 public:
  MultimapView() = default;  ///< Without entries.
  explicit MultimapView(std::shared_ptr<const internal::StoredPairs<K, V>> pairs)
      : pairs_(std::move(pairs)) {}

  /// The values of `key`, in no order; none where there is none.
  Iterable<V> at(const K& key) const {
    if (pairs_ == nullptr) return {};
    StoredList<V> values(pairs_->store());
    pairs_->VisitValues(key, [&](std::int64_t, std::string_view value) {
      values.Add(Decode<V>(value));
    });
    return std::move(values).Take();
  }
  bool contains(const K& key) const { return !at(key).empty(); }

  /// All pairs, those of a key one after the other, in the order of the encoded keys.
  Iterable<KV<K, V>> Entries() const {
    if (pairs_ == nullptr) return {};
    StoredList<KV<K, V>> entries(pairs_->store());
    pairs_->VisitPairs([&](std::string_view key, std::int64_t, std::string_view value) {
      entries.Add({Decode<K>(key), Decode<V>(value)});
    });
    return std::move(entries).Take();
  }

 private:
  std::shared_ptr<const internal::StoredPairs<K, V>> pairs_;
};

}  // namespace beam
