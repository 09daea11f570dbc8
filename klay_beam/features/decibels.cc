#include "klay_beam/features/decibels.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "beam/base/error.h"

namespace klay {

void PowerToDb(FeatureMap& map, const DecibelOptions& options) {
  if (!(options.amin > 0) || !(options.top_db.value_or(0) >= 0)) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "decibels need amin > 0 and top_db >= 0: amin " +
                          std::to_string(options.amin) + ", top_db " +
                          std::to_string(options.top_db.value_or(0)));
  }
  if (map.values.empty()) return;
  constexpr float kScale = 10 / std::numbers::ln10_v<float>;
  const float offset = kScale * std::log(std::max(options.amin, std::abs(options.ref)));
  float highest = -std::numeric_limits<float>::infinity();
  for (float& value : map.values) {
    value = kScale * std::log(std::max(options.amin, value)) - offset;
    highest = std::max(highest, value);
  }
  if (!options.top_db) return;
  const float floor = highest - *options.top_db;
  for (float& value : map.values) value = std::max(value, floor);
}

}  // namespace klay
