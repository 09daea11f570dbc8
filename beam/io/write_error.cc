#include "beam/io/write_error.h"

#include <cerrno>
#include <string>

namespace beam::io {

Error WriteError(int errno_value, std::string_view message) {
  const bool is_full = errno_value == ENOSPC || errno_value == EDQUOT;
  return ErrorFromErrno(
      errno_value,
      std::string(message) + (is_full ? " (free space there, or write elsewhere)" : ""));
}

}  // namespace beam::io
