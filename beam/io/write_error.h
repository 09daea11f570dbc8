#pragma once

#include <string_view>

#include "beam/base/error.h"

namespace beam::io {

/// ErrorFromErrno of what could not be written, which `message` says, with what to do about it
/// where that is clear: "cannot write /out/a (free space there, or write elsewhere): No space left
/// on device".
Error WriteError(int errno_value, std::string_view message);

}  // namespace beam::io
