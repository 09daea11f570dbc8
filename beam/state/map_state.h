#pragma once

#include <optional>
#include <string_view>

#include "beam/base/iterable.h"
#include "beam/base/kv.h"
#include "beam/coders/coder.h"
#include "beam/coders/kv_coder.h"
#include "beam/state/state_cell.h"
#include "beam/state/stored_list.h"
#include "beam/state/stored_map.h"

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
  void Clear() { entries_.emplace(store()); }

  void Open(ChunkStore& chunk_store) {
    StateCell::Open(chunk_store);
    entries_.emplace(chunk_store);
  }
  void Close() {
    StateCell::Close();
    entries_.reset();
  }

 private:
  std::optional<StoredMap> entries_;
};

}  // namespace beam
