#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "beam/base/iterable.h"
#include "beam/coders/wire/wire_coder.h"
#include "beam/state/state_cell.h"
#include "beam/state/stored_list.h"

namespace beam {

/// Any number of values for each key and window, in the order in which they were added.
template <HasCoder T>
class BagState : public StateCell {
 public:
  void Add(T value) {
    store();
    if (bag_ != nullptr) {
      ByteWriter writer(added_);
      WireCoder<T>::Encode(value, writer);
      if (added_.size() >= kMaxUntoldBytes) Save();
    }
    if (values_.has_value()) values_->Add(std::move(value));
  }
  /// The values that are there now.
  Iterable<T> Read() const { return values().Read(); }
  bool IsEmpty() const { return values().size() == 0; }
  void Clear() {
    values_.emplace(store());
    if (bag_ == nullptr) return;
    bag_->Clear();
    added_.clear();
  }

  void Open(ChunkStore& chunk_store, EngineField* field = nullptr) {
    StateCell::Open(chunk_store);
    bag_ = field == nullptr ? nullptr : field->Bag();
    values_.reset();
    added_.clear();
    if (bag_ == nullptr) values_.emplace(chunk_store);
  }
  /// Tells the engine what was added.
  void Save() const {
    if (!added_.empty()) bag_->Append(std::exchange(added_, {}));
  }
  void Close() {
    StateCell::Close();
    bag_.reset();
    values_.reset();
  }
  /// How an engine keeps it.
  static constexpr StateKind kKind = StateKind::kBag;
  static CoderSpec EntryCoder() { return WireCoder<T>::Spec(); }

 private:
  static constexpr std::size_t kMaxUntoldBytes = 1 << 20;

  StoredList<T>& values() const {
    store();
    if (values_.has_value()) return *values_;
    Save();
    values_.emplace(store());
    for (const T& value : PagedIterable<T>(bag_->Read())) values_->Add(value);
    return *values_;
  }

  std::shared_ptr<EngineBag> bag_;               ///< Null where no engine keeps it.
  mutable std::optional<StoredList<T>> values_;  ///< Nothing until an engine's were read.
  mutable std::string added_;                    ///< What the engine has not been told.
};

}  // namespace beam
