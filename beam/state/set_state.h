#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "beam/base/iterable.h"
#include "beam/coders/wire/wire_coder.h"
#include "beam/state/state_cell.h"
#include "beam/state/state_map.h"
#include "beam/state/stored_list.h"

namespace beam {

/// A set for each key and window. Values are equal when their encoded bytes are.
template <HasCoder T>
class SetState : public StateCell {
 public:
  void Add(const T& value) {
    store();
    values_->Put(Encode(value), {});
  }
  bool Contains(const T& value) const {
    store();
    return values_->Get(Encode(value)).has_value();
  }
  void Remove(const T& value) {
    store();
    values_->Remove(Encode(value));
  }
  /// The values that are there now, in the order of their encoded bytes.
  Iterable<T> Read() const {
    StoredList<T> values(store());
    values_->Visit({}, [&](std::string_view value, std::string_view) {
      values.Add(Decode<T>(value));
      return true;
    });
    return values.Read();
  }
  bool IsEmpty() const {
    store();
    return values_->empty();
  }
  void Clear() {
    store();
    values_->Clear();
  }

  void Open(ChunkStore& chunk_store, std::unique_ptr<EngineBag> engine_bag = nullptr) {
    StateCell::Open(chunk_store, std::move(engine_bag));
    values_.emplace(chunk_store, bag());
  }
  /// Tells the engine what has changed.
  void Save() { values_->Save(); }
  void Close() {
    StateCell::Close();
    values_.reset();
  }
  /// How an engine keeps it; see StateMap.
  static CoderSpec EntryCoder() { return WireCoder<std::string>::Spec(); }

 private:
  mutable std::optional<StateMap> values_;
};

}  // namespace beam
