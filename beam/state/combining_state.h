#pragma once

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "beam/coders/wire/wire_coder.h"
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
    if (!accumulator().has_value()) accumulator() = fn_.CreateAccumulator();
    fn_.AddInput(*accumulator(), value);
    has_changed_ = true;
  }
  /// Of no values the output of an empty accumulator.
  auto Read() const {
    return fn_.ExtractOutput(accumulator().has_value() ? *accumulator() : fn_.CreateAccumulator());
  }
  bool IsEmpty() const { return !accumulator().has_value(); }
  void Clear() {
    store();
    accumulator_.reset();
    is_loaded_ = true;
    has_changed_ = true;
  }

  void Open(ChunkStore& chunk_store, EngineField* field = nullptr) {
    StateCell::Open(chunk_store);
    bag_ = field == nullptr ? nullptr : field->Bag();
    accumulator_.reset();
    is_loaded_ = bag_ == nullptr;
    has_changed_ = false;
  }
  /// Tells the engine what has changed.
  void Save() {
    if (bag_ == nullptr || !std::exchange(has_changed_, false)) return;
    bag_->Clear();
    if (accumulator_.has_value()) bag_->Append(EncodeWire(*accumulator_));
  }
  void Close() {
    StateCell::Close();
    bag_.reset();
    accumulator_.reset();
  }
  /// How an engine keeps it.
  static constexpr StateKind kKind = StateKind::kBag;
  static CoderSpec EntryCoder() { return WireCoder<Accumulator>::Spec(); }

 private:
  static_assert(HasCoder<Accumulator>,
                "beam::CombiningState: the CombineFn's accumulator has no Coder; make it a plain "
                "struct of types that have one, or specialise beam::Coder for it");

  /// As it is now, an engine's included.
  std::optional<Accumulator>& accumulator() const {
    store();
    if (std::exchange(is_loaded_, true)) return accumulator_;
    for (const Accumulator& kept : PagedIterable<Accumulator>(bag_->Read())) accumulator_ = kept;
    return accumulator_;
  }

  Fn fn_;
  std::shared_ptr<EngineBag> bag_;  ///< Null where no engine keeps it.
  mutable std::optional<Accumulator> accumulator_;
  mutable bool is_loaded_ = true;
  bool has_changed_ = false;
};

}  // namespace beam
