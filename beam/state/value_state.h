#pragma once

#include <optional>
#include <utility>

#include "beam/coders/coder.h"
#include "beam/state/state_cell.h"

namespace beam {

/// One value for each key and window; at first there is none.
template <HasCoder T>
class ValueState : public StateCell {
 public:
  /// Good until the next Write or Clear.
  const std::optional<T>& Read() const {
    store();
    return value_;
  }
  void Write(T value) {
    store();
    value_ = std::move(value);
  }
  void Clear() {
    store();
    value_.reset();
  }

  void Open(ChunkStore& chunk_store) {
    StateCell::Open(chunk_store);
    value_.reset();
  }
  void Close() {
    StateCell::Close();
    value_.reset();
  }

 private:
  std::optional<T> value_;
};

}  // namespace beam
