#pragma once

#include <optional>
#include <string_view>

#include "beam/base/iterable.h"
#include "beam/coders/coder.h"
#include "beam/state/state_cell.h"
#include "beam/state/stored_list.h"
#include "beam/state/stored_map.h"

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
  void Clear() { values_.emplace(store()); }

  void Open(ChunkStore& chunk_store) {
    StateCell::Open(chunk_store);
    values_.emplace(chunk_store);
  }
  void Close() {
    StateCell::Close();
    values_.reset();
  }

 private:
  std::optional<StoredMap> values_;
};

}  // namespace beam
