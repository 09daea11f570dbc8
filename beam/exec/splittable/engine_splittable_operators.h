#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "beam/exec/splittable/divisible_run.h"
#include "beam/exec/splittable/engine_splittable.h"
#include "beam/exec/step_error.h"
#include "beam/exec/step_scope.h"

namespace beam::exec {

/// What engines call a restriction: with the state of a watermark estimator, which is empty.
template <SplittableDoFn Fn>
using EngineRestriction = KV<RestrictionOf<Fn>, Bytes>;
template <SplittableDoFn Fn>
using EngineRestricted = KV<typename SignatureOf<Fn>::Input, EngineRestriction<Fn>>;
template <SplittableDoFn Fn>
using EngineSized = KV<EngineRestricted<Fn>, double>;

/// A step that only asks a DoFn about restrictions, with a copy of it of its own, and makes one or
/// more elements of each.
template <SplittableDoFn Fn, class In, class Out>
class RestrictionStep : public Operator, public Receiver<In> {
 public:
  RestrictionStep(Step step, const Fn& fn, ReceiverBase& output)
      : step_(std::move(step)),
        fn_(fn),
        output_(static_cast<Receiver<Out>&>(output)),
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
    context_.store = &bundle.store;
    context_.side_inputs = bundle.side_inputs;
  }
  void Receive(Element<In>&& element) override {
    context_.windows = &element.windows;
    std::vector<Out> made;
    const Fn& fn = fn_;
    Run([&] { made = Make(fn, element.value); },
        [&] { return "on the restriction of element " + Describe(element.value); });
    for (Out& out : made) {
      // Each part is in one window, so that it can be divided without the others.
      for (const Window& window : element.windows.all()) {
        output_.Receive({out, element.timestamp, element.windows.In(window)});
      }
    }
  }
  void Teardown() override {
    if (!std::exchange(is_set_up_, false)) return;
    if constexpr (HasTeardown<Fn>) {
      Run([this] { fn_.Teardown(); }, [] { return std::string("in Teardown"); });
    }
  }

 private:
  virtual std::vector<Out> Make(const Fn& fn, const In& value) const = 0;

  template <class Call, class WhereText>
  void Run(const Call& call, const WhereText& where) {
    const StepScope scope(context_);
    try {
      call();
    } catch (...) {
      RethrowAtStep(step_.label, where());
    }
  }

  const Step step_;
  Fn fn_;
  Receiver<Out>& output_;
  StepContext context_;
  bool is_set_up_ = false;
};

/// beam:transform:sdf_pair_with_restriction:v1
template <SplittableDoFn Fn>
class PairOperator final
    : public RestrictionStep<Fn, typename SignatureOf<Fn>::Input, EngineRestricted<Fn>> {
  using Input = typename SignatureOf<Fn>::Input;

 public:
  using RestrictionStep<Fn, Input, EngineRestricted<Fn>>::RestrictionStep;

 private:
  std::vector<EngineRestricted<Fn>> Make(const Fn& fn, const Input& element) const override {
    return {{element, {fn.InitialRestriction(element), {}}}};
  }
};

/// beam:transform:sdf_split_and_size_restrictions:v1
template <SplittableDoFn Fn>
class SplitOperator final : public RestrictionStep<Fn, EngineRestricted<Fn>, EngineSized<Fn>> {
 public:
  using RestrictionStep<Fn, EngineRestricted<Fn>, EngineSized<Fn>>::RestrictionStep;

 private:
  std::vector<EngineSized<Fn>> Make(const Fn& fn,
                                    const EngineRestricted<Fn>& restricted) const override {
    std::vector<EngineSized<Fn>> sized;
    const auto add = [&](const RestrictionOf<Fn>& part) {
      sized.push_back({{restricted.key, {part, restricted.value.value}},
                       RestrictionSizeOf<Fn>(fn, restricted.key, part)});
    };
    const RestrictionOf<Fn>& whole = restricted.value.key;
    if constexpr (HasSplitRestriction<Fn>) {
      for (const RestrictionOf<Fn>& part : fn.SplitRestriction(restricted.key, whole)) add(part);
    } else {
      add(whole);
    }
    return sized;
  }
};

/// beam:transform:sdf_process_sized_element_and_restrictions:v1
template <SplittableDoFn Fn>
class ProcessOperator final : public Operator,
                              public EngineSplittable,
                              public Receiver<EngineSized<Fn>> {
  using Run = DivisibleRun<Fn>;

 public:
  ProcessOperator(const Step& step, const Fn& fn, std::span<ReceiverBase* const> outputs)
      : run_(step, fn, outputs) {}

  ReceiverBase& input() override { return *this; }
  void Setup() override { run_.dofn().Setup(); }
  void StartBundle(BundleContext& bundle) override { run_.dofn().StartBundle(bundle); }
  void Receive(Element<EngineSized<Fn>>&& element) override {
    EngineRestricted<Fn>& restricted = element.value.key;
    run_.Process({std::move(restricted.key), element.timestamp, element.windows},
                 std::move(restricted.value.key));
  }
  void FinishBundle() override { run_.dofn().FinishBundle(); }
  void Teardown() override { run_.dofn().Teardown(); }

  std::optional<Progress> Look() const override {
    const auto progress = run_.Look();
    if (!progress.has_value()) return std::nullopt;
    return Progress{progress->done, progress->left};
  }

  std::optional<Parts> Divide(double fraction, WindowCoder window_coder) override {
    Parts parts;
    const bool is_divided = run_.Divide(fraction, [&](typename Run::Division division) {
      parts.primary = Written(division.element, std::move(division.primary), window_coder);
      parts.residual = Written(division.element, std::move(division.residual), window_coder);
    });
    if (!is_divided) return std::nullopt;
    return parts;
  }

 private:
  std::string Written(const Element<typename Run::Input>& element, RestrictionOf<Fn> restriction,
                      WindowCoder window_coder) {
    const double size =
        RestrictionSizeOf<Fn>(std::as_const(run_.dofn().fn()), element.value, restriction);
    const EngineSized<Fn> sized{{element.value, {std::move(restriction), {}}}, size};
    std::string bytes;
    ByteWriter writer(bytes);
    WindowedValueHeader{element.timestamp, element.windows}.Encode(window_coder, writer);
    WireCoder<EngineSized<Fn>>::Encode(sized, writer);
    return bytes;
  }

  Run run_;
};

}  // namespace beam::exec
