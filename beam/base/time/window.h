#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>

#include "beam/base/time/timestamp.h"

namespace beam {

/// A window: the span of event time [start, end). Every window function assigns such spans; the
/// global window is the span of all time.
struct Window {
  Timestamp start = kMinTimestamp;
  Timestamp end = kMaxTimestamp;

  /// The last instant within the window: what the groups of it are stamped with.
  constexpr Timestamp MaxTimestamp() const {
    return std::min(end - Microseconds(1), kEndOfGlobalWindow);
  }
  constexpr bool Contains(Timestamp instant) const { return start <= instant && instant < end; }
  constexpr bool Intersects(const Window& other) const {
    return start < other.end && other.start < end;
  }
  /// The smallest window that holds both.
  constexpr Window Span(const Window& other) const {
    return {std::min(start, other.start), std::max(end, other.end)};
  }

  auto operator<=>(const Window&) const = default;
};

/// The window that every element is in until WindowInto says otherwise.
inline constexpr Window kGlobalWindow;

/// When a pane was made, against the end of its window. The numbers are those of Beam's encoding.
enum class PaneTiming { kEarly = 0, kOnTime = 1, kLate = 2, kUnknown = 3 };

/// Which of a window's results an element belongs to: what GroupByKey puts out says so.
struct Pane {
  bool is_first = true;
  bool is_last = true;
  PaneTiming timing = PaneTiming::kUnknown;
  std::int64_t index = 0;                 ///< From 0, among all panes of the window.
  std::int64_t nonspeculative_index = 0;  ///< From 0, among those not early; -1 in an early one.

  bool operator==(const Pane&) const = default;
};

/// The one pane of a window, made at its end.
inline constexpr Pane kOnTimeAndOnlyFiring{.timing = PaneTiming::kOnTime};

}  // namespace beam
