#pragma once

#include <compare>
#include <cstdint>

namespace beam {

/// Event time of an element, in microseconds since 1970-01-01 UTC.
struct Timestamp {
  std::int64_t micros = 0;
  auto operator<=>(const Timestamp&) const = default;
};

/// Before any event: what elements have that nobody gave a time. Beam's TIMESTAMP_MIN_VALUE, to the
/// millisecond.
inline constexpr Timestamp kMinTimestamp{-9223372036854775 * 1000};

/// The last moment of the global window, where GroupByKey puts its results: Beam's greatest
/// timestamp less a day.
inline constexpr Timestamp kEndOfGlobalWindow{(9223372036854775 - 86400000) * 1000};

}  // namespace beam
