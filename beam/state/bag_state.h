#pragma once

#include <optional>
#include <utility>

#include "beam/coders/coder.h"
#include "beam/state/state_cell.h"
#include "beam/state/stored_list.h"

namespace beam {

/// Any number of values for each key and window, in the order in which they were added.
template <HasCoder T>
class BagState : public StateCell {
 public:
  void Add(T value) {
    store();
    values_->Add(std::move(value));
  }
  /// The values that are there now.
  Iterable<T> Read() const {
    store();
    return values_->Read();
  }
  bool IsEmpty() const {
    store();
    return values_->size() == 0;
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
  std::optional<StoredList<T>> values_;
};

}  // namespace beam
