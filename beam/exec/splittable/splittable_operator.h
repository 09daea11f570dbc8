#pragma once

#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "beam/exec/splittable/divisible_run.h"
#include "beam/exec/splittable/restricted.h"
#include "beam/exec/splittable/splittable.h"

namespace beam::exec {

/// Runs a splittable DoFn on elements with restrictions, each of them in one window.
template <SplittableDoFn Fn>
class SplittableOperator final
    : public Operator,
      public Splittable,
      public Receiver<Restricted<typename SignatureOf<Fn>::Input, WorkOf<Fn>>> {
  using Run = DivisibleRun<Fn>;
  using Input = typename Run::Input;
  using Work = WorkOf<Fn>;
  using Waiting = Restricted<Input, Work>;

 public:
  SplittableOperator(const Step& step, const Fn& fn, std::span<ReceiverBase* const> outputs)
      : run_(step, fn, outputs) {}

  ReceiverBase& input() override { return *this; }
  void Setup() override { run_.dofn().Setup(); }
  void StartBundle(BundleContext& bundle) override {
    deferred_.clear();
    run_.dofn().StartBundle(bundle);
  }

  void Receive(Element<Waiting>&& element) override {
    // Who divides it knows it from the run's lock.
    work_ = element.value.work;
    const Element<Input> own{std::move(element.value.element), element.timestamp, element.windows};
    auto deferral = run_.Process(own, work_->Get());
    if (!deferral.has_value()) return;
    deferred_.push_back({WaitingFor(own, std::move(deferral->work)), deferral->delay});
  }

  void FinishBundle() override { run_.dofn().FinishBundle(); }
  void Teardown() override { run_.dofn().Teardown(); }

  double Remaining() const override {
    const auto progress = run_.Look();
    return progress.has_value() ? progress->left : 0;
  }

  std::unique_ptr<Buffer> Split() override {
    std::unique_ptr<Buffer> residual;
    run_.Divide(kFraction, [&](typename Run::Division division) {
      work_->Set(std::move(division.primary));
      residual = WaitingFor(division.element, std::move(division.residual));
    });
    return residual;
  }

  std::vector<Deferred> TakeDeferred() override { return std::exchange(deferred_, {}); }

 private:
  static constexpr double kFraction = 0.5;

  static std::unique_ptr<Buffer> WaitingFor(const Element<Input>& element, Work work) {
    auto buffer = std::make_unique<ElementBuffer<Waiting>>();
    buffer->Add({{element.value, std::make_shared<SharedWork<Work>>(std::move(work))},
                 element.timestamp,
                 element.windows});
    return buffer;
  }

  Run run_;
  std::shared_ptr<SharedWork<Work>> work_;  ///< Of the element at work.
  std::vector<Deferred> deferred_;
};

}  // namespace beam::exec
