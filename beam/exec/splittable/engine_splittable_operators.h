#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "beam/exec/splittable/divisible_run.h"
#include "beam/exec/splittable/engine_splittable.h"
#include "beam/exec/splittable/restriction_fn.h"

namespace beam::exec {

template <SplittableDoFn Fn>
using EngineRestricted = KV<typename SignatureOf<Fn>::Input, WorkOf<Fn>>;
template <SplittableDoFn Fn>
using EngineSized = KV<EngineRestricted<Fn>, double>;

/// A step that only asks a DoFn about restrictions, and makes one or more elements of each.
template <SplittableDoFn Fn, class In, class Out>
class RestrictionStep : public Operator, public Receiver<In> {
 public:
  RestrictionStep(const Step& step, const Fn& fn, ReceiverBase& output)
      : fn_(step, fn), output_(static_cast<Receiver<Out>&>(output)) {}

  ReceiverBase& input() override { return *this; }

  void Setup() override { fn_.Setup(); }
  void StartBundle(BundleContext& bundle) override { fn_.StartBundle(bundle); }
  void Receive(Element<In>&& element) override {
    std::vector<Out> made;
    fn_.Run(
        &element.windows,
        [&] { return "on the restriction of element " + Describe(element.value); },
        [&](const Fn& fn) { made = Make(fn, element.value); });
    for (Out& out : made) {
      // Each part is in one window, so that it can be divided without the others.
      for (const Window& window : element.windows.all()) {
        output_.Receive({out, element.timestamp, element.windows.In(window)});
      }
    }
  }
  void Teardown() override { fn_.Teardown(); }

 private:
  virtual std::vector<Out> Make(const Fn& fn, const In& value) const = 0;

  RestrictionFn<Fn> fn_;
  Receiver<Out>& output_;
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
    return {{element, WholeWorkOf(fn, element)}};
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
    for (WorkOf<Fn>& part : PartsOf(fn, restricted.key, restricted.value)) {
      const double size = RestrictionSizeOf<Fn>(fn, restricted.key, part.key);
      sized.push_back({{restricted.key, std::move(part)}, size});
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
  using Input = typename Run::Input;

 public:
  ProcessOperator(const Step& step, const Fn& fn, std::span<ReceiverBase* const> outputs)
      : run_(step, fn, outputs) {}

  ReceiverBase& input() override { return *this; }
  void Setup() override { run_.dofn().Setup(); }
  void StartBundle(BundleContext& bundle) override {
    deferred_.clear();
    run_.dofn().StartBundle(bundle);
  }
  void Receive(Element<EngineSized<Fn>>&& element) override {
    EngineRestricted<Fn>& restricted = element.value.key;
    Element<Input> own{std::move(restricted.key), element.timestamp, element.windows};
    auto deferral = run_.Process(own, std::move(restricted.value));
    if (deferral.has_value()) deferred_.push_back({std::move(own), *std::move(deferral)});
  }
  void FinishBundle() override { run_.dofn().FinishBundle(); }
  void Teardown() override { run_.dofn().Teardown(); }

  std::optional<Progress> Look() const override {
    const auto progress = run_.Look();
    if (!progress.has_value()) return std::nullopt;
    return Progress{progress->done, progress->left};
  }

  std::optional<Parts> Divide(double fraction, WindowCoder window_coder) override {
    std::optional<Parts> parts;
    run_.Divide(fraction, [&](typename Run::Division division) {
      parts = {Written(division.element, std::move(division.primary), window_coder),
               {.element = Written(division.element, std::move(division.residual), window_coder),
                .watermark = division.watermark}};
    });
    return parts;
  }

  std::vector<Residual> TakeDeferred(WindowCoder window_coder) override {
    std::vector<Residual> residuals;
    for (PutOff& put_off : std::exchange(deferred_, {})) {
      auto& [element, deferral] = put_off;
      residuals.push_back({.element = Written(element, std::move(deferral.work), window_coder),
                           .watermark = deferral.watermark,
                           .delay = deferral.delay});
    }
    return residuals;
  }

 private:
  struct PutOff {
    Element<Input> element;
    typename Run::Deferral deferral;
  };

  std::string Written(const Element<Input>& element, WorkOf<Fn> work, WindowCoder window_coder) {
    const double size =
        RestrictionSizeOf<Fn>(std::as_const(run_.dofn().fn()), element.value, work.key);
    const EngineSized<Fn> sized{{element.value, std::move(work)}, size};
    std::string bytes;
    ByteWriter writer(bytes);
    WindowedValueHeader{element.timestamp, element.windows}.Encode(window_coder, writer);
    WireCoder<EngineSized<Fn>>::Encode(sized, writer);
    return bytes;
  }

  Run run_;
  std::vector<PutOff> deferred_;
};

}  // namespace beam::exec
