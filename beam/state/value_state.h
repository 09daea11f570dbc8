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

  void Open(ChunkStore& chunk_store, EngineField* field = nullptr) {
    StateCell::Open(chunk_store);
    bag_ = field == nullptr ? nullptr : field->Bag();
    value_.reset();
    is_loaded_ = bag_ == nullptr;
    has_changed_ = false;
  }
  /// Tells the engine what has changed.
  void Save() {
    if (bag_ == nullptr || !std::exchange(has_changed_, false)) return;
    bag_->Clear();
    if (value_.has_value()) bag_->Append(EncodeWire(*value_));
  }
  void Close() {
    StateCell::Close();
    bag_.reset();
    value_.reset();
  }
  /// How an engine keeps it.
  static constexpr StateKind kKind = StateKind::kBag;
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
    for (const T& value : PagedIterable<T>(bag_->Read())) value_ = value;
  }

  std::shared_ptr<EngineBag> bag_;  ///< Null where no engine keeps it.
  mutable std::optional<T> value_;
  mutable bool is_loaded_ = true;
  bool has_changed_ = false;
};

}  // namespace beam
