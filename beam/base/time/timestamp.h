#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>

namespace beam {

/// A length of event time, in microseconds: `beam::Seconds(10)`, `beam::Minutes(5)`.
struct Duration {
  std::int64_t micros = 0;
  auto operator<=>(const Duration&) const = default;
};

constexpr Duration Microseconds(std::int64_t count) {
  return {count};
}
constexpr Duration Milliseconds(std::int64_t count) {
  return {count * 1000};
}
constexpr Duration Seconds(std::int64_t count) {
  return {count * 1000000};
}
constexpr Duration Minutes(std::int64_t count) {
  return Seconds(60 * count);
}
constexpr Duration Hours(std::int64_t count) {
  return Minutes(60 * count);
}
constexpr Duration Days(std::int64_t count) {
  return Hours(24 * count);
}

/// Event time of an element, in microseconds since 1970-01-01 UTC.
struct Timestamp {
  std::int64_t micros = 0;
  auto operator<=>(const Timestamp&) const = default;
};

/// Before any event: what elements have that nobody gave a time. Beam's TIMESTAMP_MIN_VALUE, to the
/// millisecond.
inline constexpr Timestamp kMinTimestamp{-9223372036854775 * 1000};

/// After any event: Beam's TIMESTAMP_MAX_VALUE, to the millisecond.
inline constexpr Timestamp kMaxTimestamp{9223372036854775 * 1000};

/// The last moment of the global window, where GroupByKey puts its results: Beam's greatest
/// timestamp less a day.
inline constexpr Timestamp kEndOfGlobalWindow{(9223372036854775 - 86400000) * 1000};

/// Sums that leave the range of timestamps stop at its ends.
constexpr Timestamp operator+(Timestamp from, Duration length) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(from.micros, length.micros, &sum)) {
    return length.micros < 0 ? kMinTimestamp : kMaxTimestamp;
  }
  return std::clamp(Timestamp{sum}, kMinTimestamp, kMaxTimestamp);
}
constexpr Timestamp operator-(Timestamp from, Duration length) {
  return from + Duration{-length.micros};
}

}  // namespace beam
