#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/base/iterable.h"
#include "beam/exec/dofn_instance.h"
#include "beam/exec/stateful/on_timer.h"
#include "beam/exec/stateful/stamped.h"
#include "beam/exec/stateful/stateful_traits.h"
#include "beam/state/timer_queue.h"
#include "beam/windowing/timeline.h"

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
  /// A `timeline` is replayed; without one all elements come at once, and then time ends.
  StatefulOperator(const Step& step, const Fn& fn, std::span<ReceiverBase* const> outputs,
                   std::shared_ptr<const Timeline> timeline, Duration allowed_lateness)
      : dofn_(step, fn, outputs),
        timeline_(std::move(timeline)),
        allowed_lateness_(allowed_lateness) {}

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
    if (timeline_ != nullptr) return Replay(key, window, group.value.value);
    Windows windows({window});
    for (const Stamped<V>& stamped : group.value.value) {
      if (stamped.pane != windows.pane()) windows = Windows({window}, stamped.pane);
      Process(key, stamped, windows);
    }
    FireTimers(key, Windows({window}), {kMaxTimestamp, kMaxTimestamp});
  }

  void FinishBundle() override { dofn_.FinishBundle(); }
  void Teardown() override { dofn_.Teardown(); }

 private:
  /// The state of one key and window, for a scope.
  class OpenState {
   public:
    explicit OpenState(StatefulOperator& op) : op_(op) {
      Fn& fn = op_.dofn_.fn();
      ForEachState(fn, [&](std::string_view, auto& state) { state.Open(*op_.store_); });
      ForEachTimer(fn, [&](std::string_view, auto& timer, std::size_t number) {
        timer.Open(op_.timers_, number);
      });
    }
    ~OpenState() {
      CloseFields(op_.dofn_.fn());
      op_.timers_ = {};
    }
    OpenState(const OpenState&) = delete;
    OpenState& operator=(const OpenState&) = delete;

   private:
    StatefulOperator& op_;
  };

  void Process(const K& key, const Stamped<V>& stamped, const Windows& windows) {
    Element<Input> element{{key, stamped.value}, stamped.timestamp, windows};
    timers_.now = stamped.timestamp;
    dofn_.Process(element);
  }

  /// Elements and timers in the order in which a stream brings them. What comes when its window has
  /// expired is dropped.
  void Replay(const K& key, const Window& window, const Iterable<Stamped<V>>& values) {
    std::vector<Stamped<V>> stamped(values.begin(), values.end());
    std::stable_sort(stamped.begin(), stamped.end(),
                     [](const auto& a, const auto& b) { return a.arrival < b.arrival; });
    auto next = stamped.begin();
    StreamTime time;
    for (std::size_t event = 0; event < timeline_->after_event.size(); ++event) {
      const auto arrival = static_cast<std::int64_t>(event);
      const bool has_expired = window.MaxTimestamp() + allowed_lateness_ < time.watermark;
      timers_.processing_time = time.processing_time;
      for (; next != stamped.end() && next->arrival == arrival; ++next) {
        if (!has_expired) Process(key, *next, Windows({window}, next->pane, arrival));
      }
      time = timeline_->after_event[event];
      const bool is_last = event + 1 == timeline_->after_event.size();
      FireTimers(key, Windows({window}, {}, arrival),
                 is_last ? StreamTime{kMaxTimestamp, kMaxTimestamp} : time);
    }
  }

  void FireTimers(const K& key, const Windows& windows, const StreamTime& until) {
    if constexpr (HasTimers<Fn>()) {
      while (const std::optional<TimerQueue::Call> call =
                 timers_.TakeNext(until.watermark, until.processing_time)) {
        timers_.now = call->at;
        CallOnTimer(dofn_, key, *call, windows);
      }
    }
  }

  DoFnInstance<Fn> dofn_;
  const std::shared_ptr<const Timeline> timeline_;
  const Duration allowed_lateness_;
  ChunkStore* store_ = nullptr;
  TimerQueue timers_;
};

}  // namespace beam::exec
