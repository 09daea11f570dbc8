#pragma once

#include <cstdint>
#include <optional>

#include "beam/restriction/offset_range.h"
#include "beam/restriction/restriction_tracker.h"

namespace beam {

/// Claims offsets of a range, in rising order. A range is done when an offset at its end or behind
/// was claimed for; whoever finds nothing more before the end claims kEnd.
class OffsetRangeTracker {
 public:
  using Restriction = OffsetRange;
  using Position = std::int64_t;

  /// Behind every offset.
  static constexpr std::int64_t kEnd = INT64_MAX;

  explicit OffsetRangeTracker(OffsetRange range) : range_(range), next_(range.start) {}

  /// Throws invalid_argument for an offset before the range or not behind the last one.
  bool TryClaim(std::int64_t offset);
  OffsetRange restriction() const { return range_; }
  std::optional<OffsetRange> TrySplit(double fraction);
  double FractionDone() const;
  /// Throws invalid_argument when offsets are left that nobody claimed.
  void CheckDone() const;

 private:
  OffsetRange range_;
  std::int64_t next_;  ///< The first offset that may be claimed.
};

static_assert(RestrictionTracker<OffsetRangeTracker>);

}  // namespace beam
