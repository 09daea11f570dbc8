#pragma once

#include "beam/base/chunk_store.h"
#include "beam/state/engine_field.h"

/// State of a DoFn: fields of it that remember something from element to element of one key and
/// window. Its Process takes a beam::KV; the fields' names are the states' names.
///
///     struct CountVisits {
///       beam::ValueState<std::int64_t> count;
///       void Process(const beam::KV<std::string, Visit>& visit, beam::Emitter<std::int64_t>& out)
///       {
///         count.Write(count.Read().value_or(0) + 1);
///         out(*count.Read());
///       }
///     };
///
/// State of any kind may be larger than memory, but for the one value of a ValueState and the
/// accumulator of a CombiningState.
namespace beam {

/// What the kinds of state share: whether a key's state is open. The operator that runs the DoFn
/// opens it, with the field of an engine that keeps it or without one, saves and closes it;
/// everything else throws invalid_argument while it is closed.
class StateCell {
 public:
  /// Begins the state of another key and window. `store` outlives it.
  void Open(ChunkStore& store) { store_ = &store; }
  void Close() { store_ = nullptr; }

 protected:
  StateCell() = default;
  // DoFns are copied before they run: a copy is closed, and so is what is copied to.
  StateCell(const StateCell&) {}
  StateCell& operator=(const StateCell& other) {
    if (this != &other) Close();
    return *this;
  }
  ~StateCell() = default;

  /// Throws invalid_argument unless it is open.
  ChunkStore& store() const {
    if (store_ == nullptr) ThrowClosed();
    return *store_;
  }

 private:
  [[noreturn]] static void ThrowClosed();

  ChunkStore* store_ = nullptr;
};

}  // namespace beam
