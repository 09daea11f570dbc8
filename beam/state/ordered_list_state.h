#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "beam/base/bytes.h"
#include "beam/base/iterable.h"
#include "beam/base/time/timestamp.h"
#include "beam/base/time/timestamped_value.h"
#include "beam/coders/wire/wire_coder.h"
#include "beam/state/state_cell.h"
#include "beam/state/state_map.h"
#include "beam/state/stored_list.h"

namespace beam {

/// Values for each key and window in the order of their times; those of one time in the order in
/// which they were added.
template <HasCoder T>
class OrderedListState : public StateCell {
 public:
  void Add(Timestamp timestamp, const T& value) {
    store();
    values_->Put(KeyOf(timestamp, NextNumber()), Encode(value));
  }
  /// All values, or those with from <= time < to.
  Iterable<TimestampedValue<T>> Read() const { return ReadRange(kMinTimestamp, std::nullopt); }
  Iterable<TimestampedValue<T>> ReadRange(Timestamp from, std::optional<Timestamp> to) const {
    StoredList<TimestampedValue<T>> values(store());
    VisitRange(from, to, [&](std::string_view key, std::string_view value) {
      values.Add({Decode<T>(value), TimestampOf(key)});
    });
    return values.Read();
  }
  /// Removes those with from <= time < to.
  void ClearRange(Timestamp from, std::optional<Timestamp> to) {
    StoredList<std::string> keys(store());
    VisitRange(from, to,
               [&](std::string_view key, std::string_view) { keys.Add(std::string(key)); });
    for (const std::string& key : keys.Read()) values_->Remove(key);
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
    next_.reset();
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
  static constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;

  /// Bytes that sort by time, then by number.
  static std::string KeyOf(Timestamp timestamp, std::uint64_t number) {
    std::string key;
    ByteWriter writer(key);
    writer.WriteBigEndian64(static_cast<std::uint64_t>(timestamp.micros) ^ kSignBit);
    writer.WriteBigEndian64(number);
    return key;
  }
  static Timestamp TimestampOf(std::string_view key) {
    return {static_cast<std::int64_t>(ByteReader(key).ReadBigEndian64() ^ kSignBit)};
  }

  /// A number that no value has, and greater than that of all.
  std::uint64_t NextNumber() {
    if (!next_.has_value()) {
      next_ = 0;
      values_->Visit({}, [&](std::string_view key, std::string_view) {
        key.remove_prefix(sizeof(std::uint64_t));
        next_ = std::max(*next_, ByteReader(key).ReadBigEndian64() + 1);
        return true;
      });
    }
    return (*next_)++;
  }

  template <class Visit>
  void VisitRange(Timestamp from, std::optional<Timestamp> to, const Visit& visit) const {
    values_->Visit(KeyOf(from, 0), [&](std::string_view key, std::string_view value) {
      if (to.has_value() && TimestampOf(key) >= *to) return false;
      visit(key, value);
      return true;
    });
  }

  mutable std::optional<StateMap> values_;
  std::optional<std::uint64_t> next_;  ///< Known when the first value is added.
};

}  // namespace beam
