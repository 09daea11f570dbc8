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

namespace beam::exec {

/// Runs its own copy of a DoFn. Whatever the DoFn throws leaves as a StepError.
template <DoFn Fn>
class ParDoOperator final : public Operator, public Receiver<typename SignatureOf<Fn>::Input> {
  using Signature = SignatureOf<Fn>;
  using Input = typename Signature::Input;

 public:
  ParDoOperator(const Step& step, const Fn& fn, std::span<ReceiverBase* const> outputs)
      : step_(step), fn_(fn), emitters_(MakeEmitters(outputs, kOutputIndices)) {}

  ReceiverBase& input() override { return *this; }

  void Setup() override {
    if constexpr (HasSetup<Fn>) {
      InLife("in Setup", [this] { fn_.Setup(); });
    }
    is_set_up_ = true;
  }

  void StartBundle(BundleMetrics& metrics) override {
    metrics_ = &metrics.ForStep(step_.index);
    origin_ = {};
    if constexpr (HasStartBundle<Fn>) {
      InLife("in StartBundle", [this] { fn_.StartBundle(); });
    }
  }

  void Receive(Element<Input>&& element) override {
    StepScope scope(metrics_);
    origin_.timestamp = element.timestamp;
    origin_.windows = element.windows;
    try {
      Process(element);
    } catch (...) {
      RethrowAtStep(step_.label, "on element " + DescribeInput(element));
    }
  }

  void FinishBundle() override {
    origin_ = {};
    if constexpr (HasPlainFinishBundle<Fn>) {
      InLife("in FinishBundle", [this] { fn_.FinishBundle(); });
    } else if constexpr (NamesFinishBundle<Fn>) {
      InLife("in FinishBundle", [this] {
        std::apply([this](auto&... emitters) { fn_.FinishBundle(emitters...); }, emitters_);
      });
    }
    metrics_ = nullptr;
  }

  void Teardown() override {
    if (!std::exchange(is_set_up_, false)) return;
    if constexpr (HasTeardown<Fn>) {
      InLife("in Teardown", [this] { fn_.Teardown(); });
    }
  }

 private:
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

  void Process(Element<Input>& element) {
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
    StepScope scope(metrics_);
    try {
      call();
    } catch (...) {
      RethrowAtStep(step_.label, part);
    }
  }

  Step step_;
  Fn fn_;
  Origin origin_;
  Emitters emitters_;
  StepMetrics* metrics_ = nullptr;
  bool is_set_up_ = false;
};

template <DoFn Fn>
class ParDoOperatorFactory final : public OperatorFactory {
 public:
  explicit ParDoOperatorFactory(Fn fn) : fn_(std::move(fn)) {}

  std::unique_ptr<Operator> Make(const Step& step,
                                 std::span<ReceiverBase* const> outputs) const override {
    return std::make_unique<ParDoOperator<Fn>>(step, fn_, outputs);
  }

 private:
  Fn fn_;
};

}  // namespace beam::exec
