#pragma once

#include <memory>
#include <span>
#include <utility>

#include "beam/exec/par_do_operator.h"
#include "beam/exec/restriction_operator.h"
#include "beam/exec/splittable_operator.h"

namespace beam::exec {

template <DoFn Fn>
class ParDoOperatorFactory final : public OperatorFactory {
 public:
  /// `one_window_at_a_time`: what an element does depends on its window, as side inputs do.
  explicit ParDoOperatorFactory(Fn fn, bool one_window_at_a_time = false)
      : fn_(std::move(fn)), one_window_at_a_time_(one_window_at_a_time) {}

  std::unique_ptr<Operator> Make(const Step& step,
                                 std::span<ReceiverBase* const> outputs) const override {
    return std::make_unique<ParDoOperator<Fn>>(step, fn_, outputs, one_window_at_a_time_);
  }

 private:
  Fn fn_;
  bool one_window_at_a_time_;
};

template <SplittableDoFn Fn>
class SplittableOperatorFactory final : public OperatorFactory, public RestrictionOperatorFactory {
 public:
  explicit SplittableOperatorFactory(Fn fn) : fn_(std::move(fn)) {}

  std::unique_ptr<Operator> Make(const Step& step,
                                 std::span<ReceiverBase* const> outputs) const override {
    return std::make_unique<SplittableOperator<Fn>>(step, fn_, outputs);
  }

  std::unique_ptr<Operator> MakeRestrictionOperator(const Step& step, bool encode,
                                                    BufferSink& sink) const override {
    return std::make_unique<RestrictionOperator<Fn>>(step, fn_, encode, sink);
  }

 private:
  Fn fn_;
};

}  // namespace beam::exec
