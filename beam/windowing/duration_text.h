#pragma once

#include <string>

#include "beam/base/time/timestamp.h"

namespace beam {

/// For messages: "1.5 s".
std::string DurationText(Duration duration);

}  // namespace beam
