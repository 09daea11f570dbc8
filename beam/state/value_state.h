#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "beam/coders/wire/wire_coder.h"
#include "beam/state/state_cell.h"

namespace beam {

/// One value for each key and window; at first there is none.
template <HasCoder T>
class ValueState : public StateCell {
 public:
  /// Good until the next Write or Clear.
  const std::optional<T>& Read() const {
    store();
    Load();
    return value_;
  }
  void Write(T value) { Set(std::move(value)); }
  void Clear() { Set(std::nullopt); }

  void Open(ChunkStore& chunk_store, std::unique_ptr<EngineBag> engine_bag = nullptr) {
    StateCell::Open(chunk_store, std::move(engine_bag));
    value_.reset();
    is_loaded_ = bag() == nullptr;
    has_changed_ = false;
  }
  /// Tells the engine what has changed.
  void Save() {
    if (bag() == nullptr || !std::exchange(has_changed_, false)) return;
    bag()->Clear();
    if (value_.has_value()) bag()->Append(EncodeWire(*value_));
  }
  void Close() {
    StateCell::Close();
    value_.reset();
  }
  /// How an engine keeps it.
  static CoderSpec EntryCoder() { return WireCoder<T>::Spec(); }

 private:
  void Set(std::optional<T> value) {
    store();
    value_ = std::move(value);
    is_loaded_ = true;
    has_changed_ = true;
  }
  void Load() const {
    if (std::exchange(is_loaded_, true)) return;
    for (const T& value : PagedIterable<T>(bag()->Read())) value_ = value;
  }

  mutable std::optional<T> value_;
  mutable bool is_loaded_ = true;
  bool has_changed_ = false;
};

}  // namespace beam
