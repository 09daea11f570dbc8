#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "beam/base/time/timestamp.h"
#include "beam/base/time/window.h"

namespace beam {

class TimerCalls;

/// A field of a DoFn that calls its OnTimer for the key and window that set it, once all elements
/// before that time have been seen. One timer holds several calls when they have different tags.
///
///     beam::EventTimer expiry;
///     void Process(const beam::KV<K, V>& element, Emitter<Out>& out) { expiry.Set(...); }
///     void OnTimer(const beam::TimerFiring<K>& firing, Emitter<Out>& out);
class Timer {
 public:
  /// Takes back a call that was set.
  void Clear(std::string_view tag = "");

  /// Called by the operator: this is the timer with that number, which sets `calls`.
  void Open(TimerCalls& calls, std::size_t number) {
    calls_ = &calls;
    number_ = number;
  }
  void Close() { calls_ = nullptr; }

 protected:
  Timer() = default;
  /// Throws invalid_argument outside of Process and OnTimer.
  TimerCalls& calls() const;
  std::size_t number() const { return number_; }

 private:
  TimerCalls* calls_ = nullptr;
  std::size_t number_ = 0;
};

/// A timer that goes by the elements' time.
class EventTimer : public Timer {
 public:
  static constexpr bool kIsOfEventTime = true;

  EventTimer() = default;

  /// Calls at `at`, in place of an earlier call of the same tag. What OnTimer emits has that time,
  /// or `output_timestamp`.
  void Set(Timestamp at, std::string_view tag = "",
           std::optional<Timestamp> output_timestamp = std::nullopt);
};

/// A timer that goes by the clock. In batch the clock stands still until all elements and event
/// timers of its key are through; then it calls at once, in the order of times.
class ProcessingTimer : public Timer {
 public:
  static constexpr bool kIsOfEventTime = false;

  ProcessingTimer() = default;

  /// Calls when `delay` has passed, in place of an earlier call of the same tag. What OnTimer emits
  /// has the time of the element or timer that set it, or `output_timestamp`.
  void SetAfter(Duration delay, std::string_view tag = "",
                std::optional<Timestamp> output_timestamp = std::nullopt);
};

/// What OnTimer is told.
template <class K>
struct TimerFiring {
  const K& key;
  Timestamp timestamp;  ///< The time it was set for.
  const std::string& tag;
  Window window;
  const Timer* timer;

  /// Whether it is that one of the DoFn's timers.
  bool Is(const Timer& other) const { return timer == &other; }
};

}  // namespace beam
