#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "beam/base/iterable.h"
#include "beam/base/kv.h"
#include "beam/coders/wire/wire_coder.h"
#include "beam/state/state_cell.h"
#include "beam/state/stored_list.h"

namespace beam {

/// A map for each key and window. Keys of it are equal when their encoded bytes are.
template <HasCoder K, HasCoder V>
class MapState : public StateCell {
 public:
  void Put(const K& key, const V& value) { map().Put(Encode(key), Encode(value)); }
  std::optional<V> Get(const K& key) const {
    const std::optional<std::string> value = map().Get(Encode(key));
    if (!value.has_value()) return std::nullopt;
    return Decode<V>(*value);
  }
  bool Contains(const K& key) const { return map().Get(Encode(key)).has_value(); }
  void Remove(const K& key) { map().Remove(Encode(key)); }
  /// The entries that are there now, in the order of the encoded keys.
  Iterable<KV<K, V>> Entries() const {
    StoredList<KV<K, V>> entries(store());
    map().Visit({}, [&](std::string_view key, std::string_view value) {
      entries.Add({Decode<K>(key), Decode<V>(value)});
      return true;
    });
    return entries.Read();
  }
  Iterable<K> Keys() const {
    StoredList<K> keys(store());
    map().Visit({}, [&](std::string_view key, std::string_view) {
      keys.Add(Decode<K>(key));
      return true;
    });
    return keys.Read();
  }
  bool IsEmpty() const { return map().IsEmpty(); }
  void Clear() { map().Clear(); }

  void Open(ChunkStore& chunk_store, EngineField* field = nullptr) {
    StateCell::Open(chunk_store);
    map_ = OpenMap(chunk_store, field);
  }
  /// Tells the engine what has changed.
  void Save() { map_->Save(); }
  void Close() {
    StateCell::Close();
    map_.reset();
  }
  /// How an engine keeps it: the coder is that of the keys and the values.
  static constexpr StateKind kKind = StateKind::kMap;
  static CoderSpec EntryCoder() { return WireCoder<std::string>::Spec(); }

 private:
  StateMap& map() const {
    store();
    return *map_;
  }

  std::shared_ptr<StateMap> map_;
};

}  // namespace beam
