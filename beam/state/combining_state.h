#pragma once

#include <optional>
#include <type_traits>
#include <utility>

#include "beam/state/state_cell.h"

namespace beam {

/// What a CombineFn makes of the values that were added, for each key and window.
///
///     beam::CombiningState<beam::SumFn<double>> total;
template <class Fn>
class CombiningState : public StateCell {
 public:
  using Accumulator = decltype(std::declval<const Fn&>().CreateAccumulator());

  explicit(false) CombiningState(Fn fn = Fn()) : fn_(std::move(fn)) {}

  template <class In>
  void Add(const In& value) {
    store();
    if (!accumulator_.has_value()) accumulator_ = fn_.CreateAccumulator();
    fn_.AddInput(*accumulator_, value);
  }
  /// Of no values the output of an empty accumulator.
  auto Read() const {
    store();
    return fn_.ExtractOutput(accumulator_.has_value() ? *accumulator_ : fn_.CreateAccumulator());
  }
  bool IsEmpty() const {
    store();
    return !accumulator_.has_value();
  }
  void Clear() {
    store();
    accumulator_.reset();
  }

  void Open(ChunkStore& chunk_store) {
    StateCell::Open(chunk_store);
    accumulator_.reset();
  }
  void Close() {
    StateCell::Close();
    accumulator_.reset();
  }

 private:
  Fn fn_;
  std::optional<Accumulator> accumulator_;
};

}  // namespace beam
