#pragma once

#include <concepts>
#include <mutex>
#include <utility>

#include "beam/base/time/timestamp.h"

namespace beam {

/// Sees the timestamps of what a DoFn emits.
class TimestampObserver {
 public:
  virtual ~TimestampObserver() = default;
  virtual void Observe(Timestamp timestamp) = 0;
};

/// What says, while a splittable DoFn is at an element, that its outputs from now on are not
/// earlier than some time: the watermark of the element. An engine that is given back a part of the
/// element's work holds time back to there until that is done. A class with
///
///     using State = ...;  // has a Coder; goes along with the work that is given back
///     explicit Estimator(State state);
///     Timestamp CurrentWatermark();  // never falls
///     State state() const;
///
/// and, if it wants them, SetWatermark(Timestamp), for the DoFn to call, and Observe(Timestamp),
/// which gets the timestamp of each Element that the DoFn emits. It need not be safe for several
/// threads: LockedEstimator is. ManualWatermarkEstimator, MonotonicWatermarkEstimator and
/// WallTimeWatermarkEstimator are there.
template <class T>
concept WatermarkEstimator = requires(T estimator, const T& const_estimator) {
  requires std::constructible_from<T, typename T::State>;
  { estimator.CurrentWatermark() } -> std::same_as<Timestamp>;
  { const_estimator.state() } -> std::convertible_to<typename T::State>;
};

template <class T>
concept ObservesTimestamps = requires(T estimator, Timestamp at) { estimator.Observe(at); };
template <class T>
concept HasSetWatermark = requires(T estimator, Timestamp at) { estimator.SetWatermark(at); };

/// A watermark estimator in the hands of a DoFn's Process and of the runner, which asks it from
/// another thread.
template <WatermarkEstimator Estimator>
class LockedEstimator final : public TimestampObserver {
 public:
  using State = typename Estimator::State;

  explicit LockedEstimator(State state) : estimator_(std::move(state)) {}

  /// Says that no output from now on is earlier. Throws what the estimator throws.
  void SetWatermark(Timestamp watermark)
    requires HasSetWatermark<Estimator>
  {
    const std::lock_guard lock(mutex_);
    estimator_.SetWatermark(watermark);
  }

  Timestamp CurrentWatermark() {
    const std::lock_guard lock(mutex_);
    return estimator_.CurrentWatermark();
  }

  /// What it knows, and the watermark that goes with it.
  std::pair<State, Timestamp> Snapshot() {
    const std::lock_guard lock(mutex_);
    const Timestamp watermark = estimator_.CurrentWatermark();
    return {estimator_.state(), watermark};
  }

  void Observe(Timestamp timestamp) override {
    if constexpr (ObservesTimestamps<Estimator>) {
      const std::lock_guard lock(mutex_);
      estimator_.Observe(timestamp);
    }
  }

 private:
  std::mutex mutex_;
  Estimator estimator_;
};

}  // namespace beam
