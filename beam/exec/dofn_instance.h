#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "beam/base/describe.h"
#include "beam/exec/bundle_finalizer.h"
#include "beam/exec/dofn_traits.h"
#include "beam/exec/operator.h"
#include "beam/exec/step_error.h"
#include "beam/exec/step_scope.h"

namespace beam::exec {

/// One operator's own copy of a DoFn, with its emitters: what all kinds of ParDo are made of. Calls
/// the parts of its life, and tells this thread which step runs meanwhile. Whatever the DoFn throws
/// leaves as a StepError.
template <DoFn Fn>
class DoFnInstance {
  using Signature = SignatureOf<Fn>;

 public:
  using Input = typename Signature::Input;
  /// An element, const where the DoFn can only look at it.
  using InElement =
      std::conditional_t<Signature::kTakesConst, const Element<Input>, Element<Input>>;

  /// `outputs[i]` takes what goes to the i-th emitter.
  DoFnInstance(Step step, const Fn& fn, std::span<ReceiverBase* const> outputs)
      : step_(std::move(step)),
        fn_(fn),
        emitters_(MakeEmitters(outputs, std::make_index_sequence<Signature::kNumOutputs>())),
        context_{.step = step_.index} {}

  DoFnInstance(const DoFnInstance&) = delete;
  DoFnInstance& operator=(const DoFnInstance&) = delete;

  Fn& fn() { return fn_; }

  void Setup() {
    if constexpr (HasSetup<Fn>) {
      Run({}, Where("in Setup"), [this](auto&...) { fn_.Setup(); });
    }
    is_set_up_ = true;
  }

  void StartBundle(BundleContext& bundle) {
    context_.metrics = &bundle.metrics.ForStep(step_.index);
    context_.store = &bundle.store;
    context_.side_inputs = bundle.side_inputs;
    if constexpr (kRequestsFinalization<Fn>) context_.finalization = bundle.finalization;
    StartFn();
  }

  /// Calls Process, with `tools` in between where the DoFn is splittable: the tracker, and what
  /// estimates its watermark. Takes the element's value when Process does.
  template <class... Tool>
  void Process(InElement& element, Tool&... tools) {
    if constexpr (NamesFinishBundle<Fn>) CutBundleBefore(element.windows.arrival());
    Run(
        {element.timestamp, &element.windows, ObserverAmong(tools...)},
        [&] { return "on element " + DescribeInput(element.value); },
        [&](auto&... emitters) {
          if constexpr (Signature::kTakesElement) {
            fn_.Process(element, tools..., emitters...);
          } else if constexpr (Signature::kTakesByValue) {
            fn_.Process(std::move(element.value), tools..., emitters...);
          } else {
            fn_.Process(element.value, tools..., emitters...);
          }
        });
  }

  void FinishBundle() {
    FinishFn();
    context_.metrics = nullptr;
    context_.finalization = nullptr;
  }

  void Teardown() {
    if (!std::exchange(is_set_up_, false)) return;
    if constexpr (HasTeardown<Fn>) {
      Run({}, Where("in Teardown"), [this](auto&...) { fn_.Teardown(); });
    }
  }

  /// Runs `call(emitters...)` as this step. What is emitted has the time and windows of `origin`;
  /// what is thrown says `where()` it was.
  template <class WhereText, class Call>
  void Run(Origin origin, const WhereText& where, const Call& call) {
    const StepScope scope(context_);
    origin_ = origin;
    context_.windows = origin.windows;
    try {
      std::apply(call, emitters_);
    } catch (...) {
      RethrowAtStep(step_.label, where());
    }
    // Its windows end with the element.
    origin_ = {};
    context_.windows = nullptr;
  }

 private:
  void StartFn() {
    if constexpr (HasStartBundle<Fn>) {
      Run({}, Where("in StartBundle"), [this](auto&...) { fn_.StartBundle(); });
    }
  }

  void FinishFn() {
    const std::int64_t arrival = std::exchange(arrival_, std::nullopt).value_or(0);
    if constexpr (HasPlainFinishBundle<Fn>) {
      Run({}, Where("in FinishBundle"), [this](auto&...) { fn_.FinishBundle(); });
    } else if constexpr (NamesFinishBundle<Fn>) {
      const Windows windows = Windows().ArrivedWith(arrival);
      Run({.windows = &windows}, Where("in FinishBundle"),
          [this](auto&... emitters) { fn_.FinishBundle(emitters...); });
    }
  }

  /// What is put out at the end of a bundle came with one event of a stream: elements that came
  /// with different ones are in different bundles.
  void CutBundleBefore(std::int64_t arrival) {
    if (arrival_ == arrival) return;
    if (arrival_.has_value()) {
      FinishFn();
      StartFn();
    }
    arrival_ = arrival;
  }

  template <class>
  struct EmittersOf;
  template <class... Out>
  struct EmittersOf<std::tuple<Out...>> {
    using type = std::tuple<Emitter<Out>...>;
  };
  using Emitters = typename EmittersOf<typename Signature::Outputs>::type;

  template <std::size_t... I>
  Emitters MakeEmitters([[maybe_unused]] std::span<ReceiverBase* const> outputs,
                        std::index_sequence<I...>) {
    return Emitters(std::tuple_element_t<I, Emitters>(
        static_cast<Receiver<std::tuple_element_t<I, typename Signature::Outputs>>&>(*outputs[I]),
        origin_)...);
  }

  static TimestampObserver* ObserverAmong() { return nullptr; }
  template <class Tracker>
  static TimestampObserver* ObserverAmong(Tracker&) {
    return nullptr;
  }
  template <class Tracker>
  static TimestampObserver* ObserverAmong(Tracker&, TimestampObserver& estimator) {
    return &estimator;
  }

  static auto Where(const char* part) {
    return [part] { return std::string(part); };
  }

  static std::string DescribeInput(const Input& value) {
    if constexpr (Signature::kTakesByValue && !std::is_trivially_copyable_v<Input>) {
      return "(not shown: Process takes it by value)";
    } else {
      return Describe(value);
    }
  }

  Step step_;
  Fn fn_;
  Origin origin_;
  Emitters emitters_;
  StepContext context_;
  std::optional<std::int64_t> arrival_;  ///< Of the bundle's elements, if there were any.
  bool is_set_up_ = false;
};

}  // namespace beam::exec
