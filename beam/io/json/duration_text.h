#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "beam/base/time/timestamp.h"

namespace beam::io {

/// A duration as the JSON of protobuf has it: seconds, with as many digits as it needs, as "-1.5s".
std::string FormatDuration(Duration duration);

/// The duration that `text` stands for, digits beyond microseconds cut off; nothing when it is
/// none.
std::optional<Duration> ParseDuration(std::string_view text);

}  // namespace beam::io
