#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "beam/base/time/timestamp.h"

namespace beam {

/// The time as RFC 3339 has it, in UTC, with three digits of a second or six where they are needed:
/// "2020-01-01T00:00:00.000Z". Years beyond 0 to 9999 have a sign and six digits, as in ISO 8601
/// and Java.
std::string FormatRfc3339(Timestamp time);

/// The time that `text` stands for: what FormatRfc3339 writes, and any RFC 3339 time, whose offset
/// from UTC is taken off and whose digits beyond microseconds are cut off. Nothing when it is none,
/// or one that a Timestamp cannot hold.
std::optional<Timestamp> ParseRfc3339(std::string_view text);

}  // namespace beam
