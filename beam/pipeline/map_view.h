#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "beam/base/describe.h"
#include "beam/base/error.h"
#include "beam/base/iterable.h"
#include "beam/base/kv.h"
#include "beam/coders/wire/wire_coder.h"
#include "beam/exec/side_input_source.h"
#include "beam/state/stored_list.h"
#include "beam/state/stored_map.h"

namespace beam {

namespace internal {

/// The key-value pairs of a side input in one window, wherever they are.
template <class K, class V>
class Pairs {
 public:
  using ValueVisitor = std::function<void(std::int64_t pane, V value)>;
  using PairVisitor = std::function<void(const KV<K, V>& pair, std::int64_t pane)>;

  virtual ~Pairs() = default;
  /// Visits the values of `key`, each with the number of its pane.
  virtual void VisitValues(const K& key, const ValueVisitor& visit) const = 0;
  /// Visits all pairs, those of a key one after the other.
  virtual void VisitPairs(const PairVisitor& visit) const = 0;
  /// Where to keep what was made of them.
  virtual ChunkStore& store() const = 0;
};

/// Pairs that this process gathered, by encoded key. May be larger than memory.
template <class K, class V>
class StoredPairs final : public Pairs<K, V> {
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

  void VisitValues(const K& key, const typename Pairs<K, V>::ValueVisitor& visit) const override {
    const std::string prefix = Encode(key);
    entries_.Visit(prefix, [&](std::string_view found, std::string_view value) {
      if (!found.starts_with(prefix)) return false;
      VisitValue(value, visit);
      return true;
    });
  }

  void VisitPairs(const typename Pairs<K, V>::PairVisitor& visit) const override {
    entries_.Visit({}, [&](std::string_view key, std::string_view value) {
      key.remove_suffix(sizeof(next_));
      VisitValue(value, [&](std::int64_t pane, V v) {
        visit({Decode<K>(key), std::move(v)}, pane);
      });
      return true;
    });
  }

  ChunkStore& store() const override { return *store_; }

 private:
  template <class Visit>
  static void VisitValue(std::string_view value, const Visit& visit) {
    ByteReader reader(value);
    const auto pane = static_cast<std::int64_t>(reader.ReadVarint());
    visit(pane, Decode<V>(reader.ReadBytes(reader.remaining())));
  }

  ChunkStore* store_;
  StoredMap entries_;
  std::uint64_t next_ = 0;
};

/// Pairs that an engine gathered, asked for key by key. An engine says no panes.
template <class K, class V>
class EnginePairs final : public Pairs<K, V> {
 public:
  /// `source` and `store` outlive this.
  EnginePairs(exec::SideInputSource& source, std::size_t number, const Window& window,
              ChunkStore& store)
      : source_(source), number_(number), window_(window), store_(store) {}

  void VisitValues(const K& key, const typename Pairs<K, V>::ValueVisitor& visit) const override {
    std::string bytes;
    ByteWriter writer(bytes);
    WireCoder<K>::Encode(key, writer);
    for (const V& value : PagedIterable<V>(source_.ValuesOf(number_, window_, bytes))) {
      visit(0, value);
    }
  }

  void VisitPairs(const typename Pairs<K, V>::PairVisitor& visit) const override {
    for (const K& key : PagedIterable<K>(source_.Keys(number_, window_))) {
      VisitValues(key, [&](std::int64_t pane, V value) { visit({key, std::move(value)}, pane); });
    }
  }

  ChunkStore& store() const override { return store_; }

 private:
  exec::SideInputSource& source_;
  const std::size_t number_;
  const Window window_;
  ChunkStore& store_;
};

/// The values of the last pane of those that were added.
template <class V>
struct LastPane {
  std::int64_t pane = -1;
  std::size_t count = 0;  ///< Of its values.
  std::optional<V> value = {};

  void Add(std::int64_t pane_of_value, V added) {
    if (pane_of_value < pane) return;
    count = pane_of_value == pane ? count + 1 : 1;
    pane = pane_of_value;
    value = std::move(added);
  }
};

}  // namespace internal

/// A side input that has one value for each key; made by AsMap. Keys are equal when their encoded
/// bytes are. A value is decoded by each look-up. May be larger than memory.
template <class K, class V>
class MapView {
 public:
  MapView() = default;  ///< Without entries.
  /// `label` is the side input's, for messages.
  MapView(std::shared_ptr<const internal::Pairs<K, V>> pairs, std::string label)
      : pairs_(std::move(pairs)), label_(std::move(label)) {}

  /// Throws invalid_argument where an engine's map has two values of the key.
  std::optional<V> Find(const K& key) const {
    if (pairs_ == nullptr) return std::nullopt;
    internal::LastPane<V> last;
    pairs_->VisitValues(key, [&](std::int64_t pane, V value) { last.Add(pane, std::move(value)); });
    if (last.count > 1) ThrowNotOne(key);
    return std::move(last.value);
  }
  bool contains(const K& key) const { return Find(key).has_value(); }
  /// Throws not_found where there is none.
  V at(const K& key) const {
    std::optional<V> value = Find(key);
    if (value.has_value()) return *std::move(value);
    throw Error(ErrorCode::kNotFound, "a side input has no such key: " + Describe(key));
  }

  /// All entries; those that this process gathered in the order of their encoded keys.
  Iterable<KV<K, V>> Entries() const {
    if (pairs_ == nullptr) return {};
    StoredList<KV<K, V>> entries(pairs_->store());
    VisitEntries([&](const K& key, const internal::LastPane<V>& last) {
      entries.Add({key, *last.value});
    });
    return std::move(entries).Take();
  }

  /// Calls visit(key, LastPane) for each key. Throws invalid_argument for a key with two values.
  template <class Visit>
  void VisitEntries(const Visit& visit) const {
    std::optional<K> current;
    std::string current_bytes;
    internal::LastPane<V> last;
    pairs_->VisitPairs([&](const KV<K, V>& pair, std::int64_t pane) {
      std::string bytes = Encode(pair.key);
      if (current.has_value() && bytes != current_bytes) {
        VisitKey(*current, std::exchange(last, {}), visit);
      }
      current = pair.key;
      current_bytes = std::move(bytes);
      last.Add(pane, pair.value);
    });
    if (current.has_value()) VisitKey(*current, last, visit);
  }

 private:
  template <class Visit>
  void VisitKey(const K& key, const internal::LastPane<V>& last, const Visit& visit) const {
    if (last.count > 1) ThrowNotOne(key);
    visit(key, last);
  }
  [[noreturn]] void ThrowNotOne(const K& key) const {
    throw Error(ErrorCode::kInvalidArgument,
                "a side input that is a map has two values of one key (use AsMultimap): \"" +
                    label_ + "\", key " + Describe(key));
  }

  std::shared_ptr<const internal::Pairs<K, V>> pairs_;
  std::string label_;
};

/// A side input that has any number of values for each key; made by AsMultimap. May be larger than
/// memory, as may the values of one key.
template <class K, class V>
class MultimapView {
 public:
  MultimapView() = default;  ///< Without entries.
  explicit MultimapView(std::shared_ptr<const internal::Pairs<K, V>> pairs)
      : pairs_(std::move(pairs)) {}

  /// The values of `key`, in no order; none where there is none.
  Iterable<V> at(const K& key) const {
    if (pairs_ == nullptr) return {};
    StoredList<V> values(pairs_->store());
    pairs_->VisitValues(key, [&](std::int64_t, V value) { values.Add(std::move(value)); });
    return std::move(values).Take();
  }
  bool contains(const K& key) const { return !at(key).empty(); }

  /// All pairs, those of a key one after the other; those that this process gathered in the order
  /// of their encoded keys.
  Iterable<KV<K, V>> Entries() const {
    if (pairs_ == nullptr) return {};
    StoredList<KV<K, V>> entries(pairs_->store());
    pairs_->VisitPairs([&](const KV<K, V>& pair, std::int64_t) { entries.Add(pair); });
    return std::move(entries).Take();
  }

 private:
  std::shared_ptr<const internal::Pairs<K, V>> pairs_;
};

}  // namespace beam
