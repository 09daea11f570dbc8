#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "beam/base/iterable.h"
#include "beam/base/kv.h"
#include "beam/coders/wire/wire_coder.h"
#include "beam/state/state_cell.h"
#include "beam/state/state_map.h"
#include "beam/state/stored_list.h"

namespace beam {

/// A map for each key and window. Keys of it are equal when their encoded bytes are.
template <HasCoder K, HasCoder V>
class MapState : public StateCell {
 public:
  void Put(const K& key, const V& value) {
    store();
    entries_->Put(Encode(key), Encode(value));
  }
  std::optional<V> Get(const K& key) const {
    store();
    const std::optional<std::string> value = entries_->Get(Encode(key));
    if (!value.has_value()) return std::nullopt;
    return Decode<V>(*value);
  }
  bool Contains(const K& key) const {
    store();
    return entries_->Get(Encode(key)).has_value();
  }
  void Remove(const K& key) {
    store();
    entries_->Remove(Encode(key));
  }
  /// The entries that are there now, in the order of the encoded keys.
  Iterable<KV<K, V>> Entries() const {
    StoredList<KV<K, V>> entries(store());
    entries_->Visit({}, [&](std::string_view key, std::string_view value) {
      entries.Add({Decode<K>(key), Decode<V>(value)});
      return true;
    });
    return entries.Read();
  }
  Iterable<K> Keys() const {
    StoredList<K> keys(store());
    entries_->Visit({}, [&](std::string_view key, std::string_view) {
      keys.Add(Decode<K>(key));
      return true;
    });
    return keys.Read();
  }
  bool IsEmpty() const {
    store();
    return entries_->empty();
  }
  void Clear() {
    store();
    entries_->Clear();
  }

  void Open(ChunkStore& chunk_store, std::unique_ptr<EngineBag> engine_bag = nullptr) {
    StateCell::Open(chunk_store, std::move(engine_bag));
    entries_.emplace(chunk_store, bag());
  }
  /// Tells the engine what has changed.
  void Save() { entries_->Save(); }
  void Close() {
    StateCell::Close();
    entries_.reset();
  }
  /// How an engine keeps it; see StateMap.
  static CoderSpec EntryCoder() { return WireCoder<std::string>::Spec(); }

 private:
  mutable std::optional<StateMap> entries_;
};

}  // namespace beam
