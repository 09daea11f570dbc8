#pragma once

#include <span>
#include <type_traits>
#include <utility>

#include "beam/exec/dofn_instance.h"

namespace beam::exec {

/// Runs its own copy of a DoFn on each element.
template <DoFn Fn>
class ParDoOperator final : public Receiver<typename SignatureOf<Fn>::Input>, public Operator {
  using Instance = DoFnInstance<Fn>;
  using Input = typename Instance::Input;
  using InElement = typename Instance::InElement;

 public:
  /// An element of several windows is processed once in each of them if `one_window_at_a_time`.
  ParDoOperator(const Step& step, const Fn& fn, std::span<ReceiverBase* const> outputs,
                bool one_window_at_a_time = false)
      : dofn_(step, fn, outputs), one_window_at_a_time_(one_window_at_a_time) {}

  ReceiverBase& input() override { return *this; }

  void Setup() override { dofn_.Setup(); }
  void StartBundle(BundleContext& bundle) override { dofn_.StartBundle(bundle); }
  void Receive(Element<Input>&& element) override { Process(element); }
  void ReceiveCopy(const Element<Input>& element) override {
    if constexpr (std::is_const_v<InElement>) {
      Process(element);
    } else {
      Receive(Element<Input>(element));
    }
  }
  void FinishBundle() override { dofn_.FinishBundle(); }
  void Teardown() override { dofn_.Teardown(); }

 private:
  void Process(InElement& element) {
    if (one_window_at_a_time_ && element.windows.all().size() > 1) {
      for (const Window& window : element.windows.all()) {
        InElement in_one{element.value, element.timestamp, element.windows.In(window)};
        dofn_.Process(in_one);
      }
    } else {
      dofn_.Process(element);
    }
  }

  Instance dofn_;
  const bool one_window_at_a_time_;
};

}  // namespace beam::exec
