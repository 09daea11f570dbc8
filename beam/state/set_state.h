#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "beam/base/iterable.h"
#include "beam/coders/wire/wire_coder.h"
#include "beam/state/state_cell.h"
#include "beam/state/stored_list.h"

namespace beam {

/// A set for each key and window. Values are equal when their encoded bytes are.
template <HasCoder T>
class SetState : public StateCell {
 public:
  void Add(const T& value) { map().Put(Encode(value), {}); }
  bool Contains(const T& value) const { return map().Get(Encode(value)).has_value(); }
  void Remove(const T& value) { map().Remove(Encode(value)); }
  /// The values that are there now, in the order of their encoded bytes.
  Iterable<T> Read() const {
    StoredList<T> values(store());
    map().Visit({}, [&](std::string_view value, std::string_view) {
      values.Add(Decode<T>(value));
      return true;
    });
    return values.Read();
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
