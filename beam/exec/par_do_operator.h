#pragma once

#include <span>
#include <utility>

#include "beam/exec/dofn_instance.h"

namespace beam::exec {

/// Runs its own copy of a DoFn on each element.
template <DoFn Fn>
class ParDoOperator final : public Operator, public Receiver<typename SignatureOf<Fn>::Input> {
  using Input = typename SignatureOf<Fn>::Input;

 public:
  /// An element of several windows is processed once in each of them if `one_window_at_a_time`.
  ParDoOperator(const Step& step, const Fn& fn, std::span<ReceiverBase* const> outputs,
                bool one_window_at_a_time = false)
      : dofn_(step, fn, outputs), one_window_at_a_time_(one_window_at_a_time) {}

  ReceiverBase& input() override { return *this; }

  void Setup() override { dofn_.Setup(); }
  void StartBundle(BundleContext& bundle) override { dofn_.StartBundle(bundle); }
  void Receive(Element<Input>&& element) override {
    if (one_window_at_a_time_ && element.windows.all().size() > 1) {
      for (const Window& window : element.windows.all()) {
        Element<Input> in_one{element.value, element.timestamp, element.windows.In(window)};
        dofn_.Process(in_one);
      }
    } else {
      dofn_.Process(element);
    }
  }
  void FinishBundle() override { dofn_.FinishBundle(); }
  void Teardown() override { dofn_.Teardown(); }

 private:
  DoFnInstance<Fn> dofn_;
  const bool one_window_at_a_time_;
};

}  // namespace beam::exec
