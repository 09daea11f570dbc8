#pragma once

#include <memory>
#include <span>
#include <utility>

#include "beam/exec/splittable/divisible_run.h"
#include "beam/exec/splittable/restricted.h"
#include "beam/exec/splittable/splittable.h"

namespace beam::exec {

/// Runs a splittable DoFn on elements with restrictions, each of them in one window.
template <SplittableDoFn Fn>
class SplittableOperator final
    : public Operator,
      public Splittable,
      public Receiver<Restricted<typename SignatureOf<Fn>::Input, RestrictionOf<Fn>>> {
  using Run = DivisibleRun<Fn>;
  using R = RestrictionOf<Fn>;
  using Waiting = Restricted<typename Run::Input, R>;

 public:
  SplittableOperator(const Step& step, const Fn& fn, std::span<ReceiverBase* const> outputs)
      : run_(step, fn, outputs) {}

  ReceiverBase& input() override { return *this; }
  void Setup() override { run_.dofn().Setup(); }
  void StartBundle(BundleContext& bundle) override { run_.dofn().StartBundle(bundle); }

  void Receive(Element<Waiting>&& element) override {
    // Who divides it knows it from the run's lock.
    restriction_ = element.value.restriction;
    run_.Process({std::move(element.value.element), element.timestamp, element.windows},
                 restriction_->Get());
  }

  void FinishBundle() override { run_.dofn().FinishBundle(); }
  void Teardown() override { run_.dofn().Teardown(); }

  double Remaining() const override {
    const auto progress = run_.Look();
    return progress.has_value() ? progress->left : 0;
  }

  std::unique_ptr<Buffer> Split() override {
    auto buffer = std::make_unique<ElementBuffer<Waiting>>();
    const bool is_divided = run_.Divide(kFraction, [&](typename Run::Division division) {
      restriction_->Set(std::move(division.primary));
      buffer->Add({{division.element.value,
                    std::make_shared<SharedRestriction<R>>(std::move(division.residual))},
                   division.element.timestamp,
                   division.element.windows});
    });
    return is_divided ? std::move(buffer) : nullptr;
  }

 private:
  static constexpr double kFraction = 0.5;

  Run run_;
  std::shared_ptr<SharedRestriction<R>> restriction_;  ///< Of the element at work.
};

}  // namespace beam::exec
