#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "beam/base/iterable.h"
#include "beam/base/time/timestamp.h"
#include "beam/base/time/timestamped_value.h"
#include "beam/coders/wire/wire_coder.h"
#include "beam/state/state_cell.h"
#include "beam/state/stored_list.h"

namespace beam {

/// Values for each key and window in the order of their times; those of one time in the order in
/// which they were added.
template <HasCoder T>
class OrderedListState : public StateCell {
 public:
  void Add(Timestamp timestamp, const T& value) { list().Add(timestamp.micros, Encode(value)); }
  /// All values, or those with from <= time < to.
  Iterable<TimestampedValue<T>> Read() const { return ReadRange(kMinTimestamp, std::nullopt); }
  Iterable<TimestampedValue<T>> ReadRange(Timestamp from, std::optional<Timestamp> to) const {
    StoredList<TimestampedValue<T>> values(store());
    list().Visit(RangeOf(from, to), [&](std::int64_t micros, std::string_view value) {
      values.Add({Decode<T>(value), Timestamp{micros}});
      return true;
    });
    return values.Read();
  }
  /// Removes those with from <= time < to.
  void ClearRange(Timestamp from, std::optional<Timestamp> to) { list().Clear(RangeOf(from, to)); }
  bool IsEmpty() const { return list().IsEmpty(); }
  void Clear() { list().Clear({}); }

  void Open(ChunkStore& chunk_store, EngineField* field = nullptr) {
    StateCell::Open(chunk_store);
    list_ = OpenOrderedList(chunk_store, field);
  }
  /// Tells the engine what has changed.
  void Save() { list_->Save(); }
  void Close() {
    StateCell::Close();
    list_.reset();
  }
  /// How an engine keeps it: the coder is that of the values, whose numbers are microseconds.
  static constexpr StateKind kKind = StateKind::kOrderedList;
  static CoderSpec EntryCoder() { return WireCoder<std::string>::Spec(); }

 private:
  static StateList::Range RangeOf(Timestamp from, std::optional<Timestamp> to) {
    StateList::Range range{.from = from.micros};
    if (to.has_value()) range.to = to->micros;
    return range;
  }

  StateList& list() const {
    store();
    return *list_;
  }

  std::shared_ptr<StateList> list_;
};

}  // namespace beam
