#pragma once

#include <memory>
#include <string>
#include <utility>

#include "beam/base/describe.h"
#include "beam/coders/coder.h"
#include "beam/exec/dofn_traits.h"
#include "beam/exec/reshuffle_writer.h"
#include "beam/exec/splittable/restricted.h"
#include "beam/exec/step_error.h"
#include "beam/exec/step_scope.h"

namespace beam::exec {

/// The step in front of a splittable DoFn's queue: gives each element, in each of its windows, its
/// restriction, and splits that into the parts to begin with. Has a copy of the DoFn of its own,
/// which never processes anything.
template <SplittableDoFn Fn>
class RestrictionOperator final : public Operator,
                                  public Receiver<typename SignatureOf<Fn>::Input> {
  using Input = typename SignatureOf<Fn>::Input;
  using R = RestrictionOf<Fn>;

 public:
  RestrictionOperator(Step step, const Fn& fn, bool encode, BufferSink& sink)
      : step_(std::move(step)),
        fn_(fn),
        encode_(encode),
        writer_(sink),
        context_{.step = step_.index} {}

  ReceiverBase& input() override { return *this; }

  void Setup() override {
    if constexpr (HasSetup<Fn>) {
      Run([this] { fn_.Setup(); }, [] { return std::string("in Setup"); });
    }
    is_set_up_ = true;
  }

  void StartBundle(BundleContext& bundle) override {
    context_.metrics = &bundle.metrics.ForStep(step_.index);
  }

  void Receive(Element<Input>&& element) override { ReceiveCopy(element); }
  void ReceiveCopy(const Element<Input>& element) override {
    context_.windows = &element.windows;
    Run([&] { Restrict(element); },
        [&] { return "on the restriction of element " + Describe(element.value); });
  }

  void FinishBundle() override { writer_.FinishBundle(); }

  void Teardown() override {
    if (!std::exchange(is_set_up_, false)) return;
    if constexpr (HasTeardown<Fn>) {
      Run([this] { fn_.Teardown(); }, [] { return std::string("in Teardown"); });
    }
  }

 private:
  template <class Call, class WhereText>
  void Run(const Call& call, const WhereText& where) {
    const StepScope scope(context_);
    try {
      call();
    } catch (...) {
      RethrowAtStep(step_.label, where());
    }
  }

  void Restrict(const Element<Input>& element) {
    const Fn& fn = fn_;
    R whole = fn.InitialRestriction(element.value);
    if constexpr (HasSplitRestriction<Fn>) {
      for (R part : fn.SplitRestriction(element.value, whole)) Write(element, part);
    } else {
      Write(element, whole);
    }
  }

  void Write(const Element<Input>& element, const R& restriction) {
    for (const Window& window : element.windows.all()) {
      auto shared = std::make_shared<SharedRestriction<R>>(encode_ ? Decode<R>(Encode(restriction))
                                                                   : restriction);
      writer_.Receive(
          {{element.value, std::move(shared)}, element.timestamp, element.windows.In(window)});
    }
  }

  const Step step_;
  Fn fn_;
  const bool encode_;
  ReshuffleWriter<Restricted<Input, R>> writer_;
  StepContext context_;
  bool is_set_up_ = false;
};

}  // namespace beam::exec
