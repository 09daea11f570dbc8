#pragma once

#include <memory>
#include <span>
#include <utility>

#include "beam/base/make_as.h"
#include "beam/exec/par_do_operator.h"
#include "beam/exec/splittable/engine_splittable_operators.h"
#include "beam/exec/splittable/restriction_operator.h"
#include "beam/exec/splittable/splittable_operator.h"
#include "beam/exec/stateful/engine_stateful_operator.h"
#include "beam/exec/stateful/stateful_operator.h"

namespace beam::exec {

template <DoFn Fn>
class ParDoOperatorFactory final : public OperatorFactory {
 public:
  /// `one_window_at_a_time`: what an element does depends on its window, as side inputs do.
  explicit ParDoOperatorFactory(Fn fn, bool one_window_at_a_time = false)
      : fn_(std::move(fn)), one_window_at_a_time_(one_window_at_a_time) {}

  std::unique_ptr<Operator> Make(const Step& step,
                                 std::span<ReceiverBase* const> outputs) const override {
    return MakeUniqueAs<Operator, ParDoOperator<Fn>>(step, fn_, outputs, one_window_at_a_time_);
  }

 private:
  Fn fn_;
  bool one_window_at_a_time_;
};

template <StatefulDoFn Fn>
class StatefulOperatorFactory final : public OperatorFactory {
 public:
  StatefulOperatorFactory(Fn fn, std::shared_ptr<const Timeline> timeline,
                          Duration allowed_lateness)
      : fn_(std::move(fn)), timeline_(std::move(timeline)), allowed_lateness_(allowed_lateness) {}

  std::unique_ptr<Operator> Make(const Step& step,
                                 std::span<ReceiverBase* const> outputs) const override {
    return MakeUniqueAs<Operator, StatefulOperator<Fn>>(step, fn_, outputs, timeline_,
                                                        allowed_lateness_);
  }

  std::unique_ptr<Operator> MakeForEngine(const Step& step,
                                          std::span<ReceiverBase* const> outputs) const override {
    return MakeUniqueAs<Operator, EngineStatefulOperator<Fn>>(step, fn_, outputs);
  }

 private:
  Fn fn_;
  std::shared_ptr<const Timeline> timeline_;
  Duration allowed_lateness_;
};

template <SplittableDoFn Fn>
class SplittableOperatorFactory final : public OperatorFactory,
                                        public RestrictionOperatorFactory,
                                        public EngineSplittableFactory {
 public:
  explicit SplittableOperatorFactory(Fn fn) : fn_(std::move(fn)) {}

  std::unique_ptr<Operator> Make(const Step& step,
                                 std::span<ReceiverBase* const> outputs) const override {
    return MakeUniqueAs<Operator, SplittableOperator<Fn>>(step, fn_, outputs);
  }

  std::unique_ptr<Operator> MakeRestrictionOperator(const Step& step, bool encode,
                                                    BufferSink& sink) const override {
    return MakeUniqueAs<Operator, RestrictionOperator<Fn>>(step, fn_, encode, sink);
  }

  std::shared_ptr<const ElementType> restricted_type() const override {
    return MakeSharedAs<const ElementType, TypedElementType<EngineRestricted<Fn>>>();
  }
  std::shared_ptr<const ElementType> sized_type() const override {
    return MakeSharedAs<const ElementType, TypedElementType<EngineSized<Fn>>>();
  }
  CoderSpec restriction_coder() const override { return WireCoder<WorkOf<Fn>>::Spec(); }
  std::unique_ptr<Operator> MakePair(const Step& step, ReceiverBase& output) const override {
    return MakeUniqueAs<Operator, PairOperator<Fn>>(step, fn_, output);
  }
  std::unique_ptr<Operator> MakeSplit(const Step& step, ReceiverBase& output) const override {
    return MakeUniqueAs<Operator, SplitOperator<Fn>>(step, fn_, output);
  }
  std::unique_ptr<Operator> MakeProcess(const Step& step,
                                        std::span<ReceiverBase* const> outputs) const override {
    return MakeUniqueAs<Operator, ProcessOperator<Fn>>(step, fn_, outputs);
  }

 private:
  Fn fn_;
};

}  // namespace beam::exec
