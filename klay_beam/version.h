#pragma once

#include <string_view>

namespace klay {

/// The version of this library and its jobs; CMake and the run report read it here.
inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace klay
