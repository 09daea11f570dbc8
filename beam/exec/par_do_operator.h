#pragma once

#include <array>
#include <memory>
#include <span>
#include <tuple>
#include <utility>

#include "beam/base/describe.h"
#include "beam/exec/dofn_traits.h"
#include "beam/exec/operator.h"
#include "beam/exec/step_error.h"
#include "beam/exec/step_scope.h"

namespace beam::exec {

/// Runs its own copy of a DoFn. Whatever the DoFn throws leaves as a StepError.
template <DoFn Fn>
class ParDoOperator final : public Receiver<typename SignatureOf<Fn>::Input>, public Operator {
  using Signature = SignatureOf<Fn>;
  using Input = typename Signature::Input;
  using InElement =
      std::conditional_t<Signature::kTakesConst, const Element<Input>, Element<Input>>;

 public:
  /// An element of several windows is processed once in each of them if `one_window_at_a_time`.
  ParDoOperator(const Step& step, const Fn& fn, std::span<ReceiverBase* const> outputs,
                bool one_window_at_a_time = false)
      : step_(step),
        fn_(fn),
        one_window_at_a_time_(one_window_at_a_time),
        emitters_(MakeEmitters(outputs, kOutputIndices)),
        context_{step.index, nullptr, origin_.windows} {}

  ReceiverBase& input() override { return *this; }

  void Setup() override {
    if constexpr (HasSetup<Fn>) {
      InLife("in Setup", [this] { fn_.Setup(); });
    }
    is_set_up_ = true;
  }

  void StartBundle(BundleMetrics& metrics) override {
    context_.metrics = &metrics.ForStep(step_.index);
    if constexpr (HasStartBundle<Fn>) {
      InLife("in StartBundle", [this] { fn_.StartBundle(); });
    }
  }

  void Receive(Element<Input>&& element) override { ReceiveInWindows(element); }

  void ReceiveCopy(const Element<Input>& element) override {
    if constexpr (Signature::kTakesConst) {
      ReceiveInWindows(element);
    } else {
      Receive(Element<Input>(element));
    }
  }

  void FinishBundle() override {
    if constexpr (HasPlainFinishBundle<Fn>) {
      InLife("in FinishBundle", [this] { fn_.FinishBundle(); });
    } else if constexpr (NamesFinishBundle<Fn>) {
      InLife("in FinishBundle", [this] {
        std::apply([this](auto&... emitters) { fn_.FinishBundle(emitters...); }, emitters_);
      });
    }
    context_.metrics = nullptr;
  }

  void Teardown() override {
    if (!std::exchange(is_set_up_, false)) return;
    if constexpr (HasTeardown<Fn>) {
      InLife("in Teardown", [this] { fn_.Teardown(); });
    }
  }

 private:
  void ReceiveInWindows(InElement& element) {
    if (one_window_at_a_time_ && element.windows.all().size() > 1) {
      for (const Window& window : element.windows.all()) {
        InElement in_window{element.value, element.timestamp,
                            Windows({window}, element.windows.pane())};
        ReceiveOne(in_window);
      }
    } else {
      ReceiveOne(element);
    }
  }

  void ReceiveOne(InElement& element) {
    const StepScope scope(context_);
    origin_ = {element.timestamp, &element.windows};
    context_.windows = &element.windows;
    try {
      Process(element);
    } catch (...) {
      RethrowAtStep(step_.label, "on element " + DescribeInput(element));
    }
  }

  static constexpr auto kOutputIndices = std::make_index_sequence<Signature::kNumOutputs>();

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

  void Process(InElement& element) {
    std::apply(
        [&](auto&... emitters) {
          if constexpr (Signature::kTakesElement) {
            fn_.Process(element, emitters...);
          } else if constexpr (Signature::kTakesByValue) {
            fn_.Process(std::move(element.value), emitters...);
          } else {
            fn_.Process(element.value, emitters...);
          }
        },
        emitters_);
  }

  static std::string DescribeInput(const Element<Input>& element) {
    if constexpr (Signature::kTakesByValue && !std::is_trivially_copyable_v<Input>) {
      return "(not shown: Process takes it by value)";
    } else {
      return Describe(element.value);
    }
  }

  template <class Call>
  void InLife(const char* part, Call call) {
    // What is put out here belongs to no element; the last one is gone.
    origin_ = {kMinTimestamp, &global_};
    context_.windows = &global_;
    StepScope scope(context_);
    try {
      call();
    } catch (...) {
      RethrowAtStep(step_.label, part);
    }
  }

  Step step_;
  Fn fn_;
  const bool one_window_at_a_time_;
  const Windows global_ = {};
  Origin origin_ = {kMinTimestamp, &global_};
  Emitters emitters_;
  StepContext context_;
  bool is_set_up_ = false;
};

}  // namespace beam::exec
