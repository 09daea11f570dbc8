#pragma once

#include <string_view>

namespace klay {

/// What a job says at its end: on standard output, or where the process logs to
/// (--log_format=json), as one message.
void Tell(std::string_view text);

}  // namespace klay
