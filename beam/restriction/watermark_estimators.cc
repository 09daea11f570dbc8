#include "beam/restriction/watermark_estimators.h"

#include <algorithm>
#include <chrono>
#include <string>

#include "beam/base/error.h"

namespace beam {

void ManualWatermarkEstimator::SetWatermark(Timestamp watermark) {
  if (watermark < watermark_) {
    throw Error(ErrorCode::kInvalidArgument,
                "a watermark never falls: it was set to " + std::to_string(watermark.micros) +
                    " us, and is at " + std::to_string(watermark_.micros) + " us");
  }
  watermark_ = watermark;
}

void MonotonicWatermarkEstimator::Observe(Timestamp timestamp) {
  watermark_ = std::max(watermark_, timestamp);
}

Timestamp WallTimeWatermarkEstimator::CurrentWatermark() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  const Timestamp now{std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count()};
  watermark_ = std::max(watermark_, now);
  return watermark_;
}

}  // namespace beam
