#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "beam/exec/dofn_instance.h"
#include "beam/exec/stateful/bundle_timers.h"
#include "beam/exec/stateful/engine_state.h"
#include "beam/exec/stateful/on_timer.h"
#include "beam/exec/stateful/stateful_traits.h"

namespace beam::exec {

/// Runs a stateful DoFn for an engine, which sends the elements of a key in any order, keeps the
/// state between them and calls the timers.
template <StatefulDoFn Fn>
class EngineStatefulOperator final : public Operator,
                                     public TakesEngineTimers,
                                     public Receiver<typename SignatureOf<Fn>::Input> {
  using Input = typename SignatureOf<Fn>::Input;
  using K = decltype(Input::key);

 public:
  EngineStatefulOperator(const Step& step, const Fn& fn, std::span<ReceiverBase* const> outputs)
      : step_(step.index), dofn_(step, fn, outputs), timers_(*this) {
    ForEachTimer(dofn_.fn(), [&](std::string_view name, const auto&, std::size_t) {
      families_.emplace_back(name);
    });
  }

  ReceiverBase& input() override { return *this; }
  void Setup() override { dofn_.Setup(); }
  void StartBundle(BundleContext& bundle) override {
    store_ = &bundle.store;
    state_ = bundle.state;
    dofn_.StartBundle(bundle);
  }

  void Receive(Element<Input>&& element) override {
    for (const Window& window : element.windows.all()) {
      Open(EncodeWire(element.value.key), window);
      timers_.now = element.timestamp;
      typename DoFnInstance<Fn>::InElement in_one{element.value, element.timestamp,
                                                  element.windows.In(window)};
      dofn_.Process(in_one);
    }
  }

  void FireTimer(std::string_view family, WindowCoder window_coder, ByteReader& in) override {
    const std::string_view key_and_rest = in.rest();
    const K key = WireCoder<K>::Decode(in);
    const std::string_view key_bytes = key_and_rest.substr(0, key_and_rest.size() - in.remaining());
    const TimerData timer = TimerData::Decode(window_coder, in);
    for (const Window& window : timer.windows.all()) {
      const BundleTimers::Id id{std::string(key_bytes), window, NumberOf(family), timer.tag};
      while (const auto earlier = set_timers_.TakeDueBefore(timer.fire_timestamp, id)) {
        Call(Decoded(earlier->first.key), earlier->first, earlier->second.at,
             earlier->second.output_timestamp);
      }
      if (!set_timers_.IsChanged(id)) Call(key, id, timer.fire_timestamp, timer.hold_timestamp);
    }
  }

  void FinishBundle() override {
    Save();
    Close();
    SendTimers();
    dofn_.FinishBundle();
  }
  void Teardown() override { dofn_.Teardown(); }

 private:
  /// So many timers are kept until the bundle ends.
  static constexpr std::size_t kMaxTimers = 100'000;

  /// Takes what the DoFn's timers set for the key and window that are open.
  class OfOpenKey final : public TimerCalls {
   public:
    explicit OfOpenKey(EngineStatefulOperator& op) : op_(op) {}

    void Set(Domain domain, Call call) override {
      op_.set_timers_.Set(Id(call.timer, call.tag), {domain, call.at, call.output_timestamp});
      if (op_.set_timers_.size() > kMaxTimers) op_.SendTimers();
    }
    void Clear(std::size_t timer, std::string_view tag) override {
      op_.set_timers_.Clear(Id(timer, tag));
    }

   private:
    BundleTimers::Id Id(std::size_t timer, std::string_view tag) const {
      return {op_.open_->key, op_.open_->window, timer, std::string(tag)};
    }

    EngineStatefulOperator& op_;
  };

  /// Whose state is open.
  struct KeyAndWindow {
    std::string key;  ///< Encoded.
    Window window;
    bool operator==(const KeyAndWindow&) const = default;
  };

  /// Opens the state of another key and window; neighbours often have the same.
  void Open(std::string key, const Window& window) {
    timers_.processing_time = Now();
    KeyAndWindow wanted{std::move(key), window};
    if (open_ == wanted) return;
    Save();
    Close();
    open_ = std::move(wanted);
    ForEachState(dofn_.fn(), [&](std::string_view name, auto& state) {
      state.Open(*store_, state_->Field(step_, name, open_->key, window).get());
    });
    ForEachTimer(dofn_.fn(), [&](std::string_view, auto& timer, std::size_t number) {
      timer.Open(timers_, number);
    });
  }

  void Save() {
    if (!open_.has_value()) return;
    ForEachState(dofn_.fn(), [](std::string_view, auto& state) { state.Save(); });
  }
  void Close() {
    if (!std::exchange(open_, std::nullopt).has_value()) return;
    CloseFields(dofn_.fn());
  }

  static K Decoded(std::string_view key_bytes) {
    ByteReader in(key_bytes);
    return WireCoder<K>::Decode(in);
  }

  void Call(const K& key, const BundleTimers::Id& id, Timestamp at, Timestamp output_timestamp) {
    if constexpr (HasTimers<Fn>()) {
      Open(id.key, id.window);
      timers_.now = at;
      CallOnTimer(dofn_, key, {id.timer, id.tag, at, output_timestamp}, Windows({id.window}));
    }
  }

  void SendTimers() {
    set_timers_.SendAll([this](const BundleTimers::Id& id, const auto& setting) {
      TimerData timer{
          .tag = id.tag, .windows = Windows({id.window}), .clear = !setting.has_value()};
      if (setting.has_value()) {
        timer.fire_timestamp = setting->at;
        timer.hold_timestamp = setting->output_timestamp;
      }
      state_->SetTimer(step_, families_[id.timer], id.key, timer);
    });
  }

  std::size_t NumberOf(std::string_view family) const {
    for (std::size_t i = 0; i < families_.size(); ++i) {
      if (families_[i] == family) return i;
    }
    throw Error(ErrorCode::kInternal,
                "the engine calls a timer that there is not: " + std::string(family));
  }

  static Timestamp Now() {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count()};
  }

  const std::size_t step_;
  DoFnInstance<Fn> dofn_;
  std::vector<std::string> families_;
  OfOpenKey timers_;
  BundleTimers set_timers_;
  ChunkStore* store_ = nullptr;
  EngineState* state_ = nullptr;
  std::optional<KeyAndWindow> open_;
};

}  // namespace beam::exec
