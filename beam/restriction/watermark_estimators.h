#pragma once

#include "beam/base/time/timestamp.h"
#include "beam/restriction/watermark_estimator.h"

namespace beam {

/// The watermark is what the DoFn says.
class ManualWatermarkEstimator {
 public:
  using State = Timestamp;

  explicit ManualWatermarkEstimator(Timestamp watermark) : watermark_(watermark) {}

  /// Throws invalid_argument when it is earlier than before.
  void SetWatermark(Timestamp watermark);
  Timestamp CurrentWatermark() const { return watermark_; }
  Timestamp state() const { return watermark_; }

 private:
  Timestamp watermark_;
};

/// For a DoFn that emits in the order of time: the watermark is the timestamp of the last Element
/// that it emitted, or the latest where it did not keep to that.
class MonotonicWatermarkEstimator {
 public:
  using State = Timestamp;

  explicit MonotonicWatermarkEstimator(Timestamp watermark) : watermark_(watermark) {}

  void Observe(Timestamp timestamp);
  Timestamp CurrentWatermark() const { return watermark_; }
  Timestamp state() const { return watermark_; }

 private:
  Timestamp watermark_;
};

/// For a DoFn that emits what happens now: the watermark is the clock's time.
class WallTimeWatermarkEstimator {
 public:
  using State = Timestamp;

  explicit WallTimeWatermarkEstimator(Timestamp watermark) : watermark_(watermark) {}

  Timestamp CurrentWatermark();
  Timestamp state() const { return watermark_; }

 private:
  Timestamp watermark_;
};

static_assert(WatermarkEstimator<ManualWatermarkEstimator>);
static_assert(WatermarkEstimator<MonotonicWatermarkEstimator>);
static_assert(WatermarkEstimator<WallTimeWatermarkEstimator>);

}  // namespace beam
