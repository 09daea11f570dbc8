#include "beam/restriction/offset_range_tracker.h"

#include <algorithm>
#include <string>

#include "beam/base/error.h"

namespace beam {
namespace {

std::string Text(const OffsetRange& range) {
  return "[" + std::to_string(range.start) + ", " + std::to_string(range.stop) + ")";
}

}  // namespace

bool OffsetRangeTracker::TryClaim(std::int64_t offset) {
  if (offset < next_) {
    throw Error(ErrorCode::kInvalidArgument,
                "offsets of a range are claimed in rising order: expected " +
                    std::to_string(next_) + " or more in " + Text(range_) + ", found " +
                    std::to_string(offset));
  }
  next_ = offset == kEnd ? kEnd : offset + 1;
  return offset < range_.stop;
}

std::optional<OffsetRange> OffsetRangeTracker::TrySplit(double fraction) {
  const double left = static_cast<double>(range_.stop) - static_cast<double>(next_);
  const auto kept = static_cast<std::int64_t>(std::max(left, 0.0) * fraction);
  const std::int64_t at = next_ + std::max<std::int64_t>(kept, 0);
  // The part that stays is not empty, unless all is asked for: work that nobody has begun is not
  // handed to and fro.
  if (at >= range_.stop || (at <= range_.start && fraction > 0)) return std::nullopt;
  const OffsetRange rest{at, range_.stop};
  range_.stop = at;
  return rest;
}

double OffsetRangeTracker::FractionDone() const {
  if (range_.Size() == 0) return 1;
  const auto done = static_cast<double>(std::min(next_, range_.stop) - range_.start);
  return done / static_cast<double>(range_.Size());
}

void OffsetRangeTracker::CheckDone() const {
  if (next_ >= range_.stop) return;
  throw Error(ErrorCode::kInvalidArgument,
              "Process has returned before the end of its range, which would be lost (claim "
              "OffsetRangeTracker::kEnd where nothing is left): next " +
                  std::to_string(next_) + " of " + Text(range_));
}

}  // namespace beam
