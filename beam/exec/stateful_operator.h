#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "beam/base/iterable.h"
#include "beam/exec/dofn_instance.h"
#include "beam/exec/stamped.h"
#include "beam/exec/stateful_traits.h"
#include "beam/state/timer_queue.h"

namespace beam::exec {

/// Runs a stateful DoFn in batch on the elements of one key and window at a time: all of them, then
/// the timers in their order. State begins empty with each key and window, and ends with it.
template <StatefulDoFn Fn>
class StatefulOperator final
    : public Operator,
      public Receiver<KV<decltype(SignatureOf<Fn>::Input::key),
                         Iterable<Stamped<decltype(SignatureOf<Fn>::Input::value)>>>> {
  using Input = typename SignatureOf<Fn>::Input;
  using K = decltype(Input::key);
  using V = decltype(Input::value);

 public:
  StatefulOperator(const Step& step, const Fn& fn, std::span<ReceiverBase* const> outputs)
      : dofn_(step, fn, outputs) {}

  ReceiverBase& input() override { return *this; }
  void Setup() override { dofn_.Setup(); }
  void StartBundle(BundleContext& bundle) override {
    store_ = &bundle.store;
    dofn_.StartBundle(bundle);
  }

  void Receive(Element<KV<K, Iterable<Stamped<V>>>>&& group) override {
    const OpenState open(*this);
    const K& key = group.value.key;
    const Window& window = group.windows.all()[0];
    Windows windows({window});
    for (const Stamped<V>& stamped : group.value.value) {
      if (stamped.pane != windows.pane()) windows = Windows({window}, stamped.pane);
      Element<Input> element{{key, stamped.value}, stamped.timestamp, windows};
      timers_.now = stamped.timestamp;
      dofn_.Process(element);
    }
    FireTimers(key, window);
  }

  void FinishBundle() override { dofn_.FinishBundle(); }
  void Teardown() override { dofn_.Teardown(); }

 private:
  /// The state of one key and window, for a scope.
  class OpenState {
   public:
    explicit OpenState(StatefulOperator& op) : op_(op) {
      std::size_t num_timers = 0;
      ForEachField(op_.dofn_.fn(), [&](std::string_view, auto& field) {
        using Field = std::remove_cvref_t<decltype(field)>;
        if constexpr (IsState<Field>) field.Open(*op_.store_);
        if constexpr (IsTimer<Field>) field.Open(op_.timers_, num_timers++);
      });
    }
    ~OpenState() {
      ForEachField(op_.dofn_.fn(), [](std::string_view, auto& field) {
        using Field = std::remove_cvref_t<decltype(field)>;
        if constexpr (IsState<Field> || IsTimer<Field>) field.Close();
      });
      op_.timers_ = {};
    }
    OpenState(const OpenState&) = delete;
    OpenState& operator=(const OpenState&) = delete;

   private:
    StatefulOperator& op_;
  };

  void FireTimers(const K& key, const Window& window) {
    if constexpr (HasTimers<Fn>()) {
      while (const std::optional<TimerQueue::Call> call = timers_.TakeNext()) {
        timers_.now = call->at;
        const Windows windows({window});
        const TimerFiring<K> firing{key, call->at, call->tag, window, TimerOf(call->timer)};
        dofn_.Run(
            {call->output_timestamp, &windows},
            [&] { return "on a timer of key " + Describe(key); },
            [&](auto&... emitters) { dofn_.fn().OnTimer(firing, emitters...); });
      }
    }
  }

  const Timer* TimerOf(std::size_t number) {
    const Timer* timer = nullptr;
    std::size_t next = 0;
    ForEachField(dofn_.fn(), [&](std::string_view, auto& field) {
      if constexpr (IsTimer<std::remove_cvref_t<decltype(field)>>) {
        if (next++ == number) timer = &field;
      }
    });
    return timer;
  }

  DoFnInstance<Fn> dofn_;
  ChunkStore* store_ = nullptr;
  TimerQueue timers_;
};

}  // namespace beam::exec
