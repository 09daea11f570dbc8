#pragma once

#include <functional>
#include <string>

#include "beam/io/file_metadata.h"

namespace beam::io {

/// Calls `found` for each regular file on this machine that `pattern` (braces already expanded,
/// see glob.h) matches and `wanted` takes. Lists only folders that the pattern can reach, one open
/// at a time; memory grows with the number of folders waiting, not with that of files.
void WalkLocal(const std::string& pattern, const std::function<bool(const std::string&)>& wanted,
               const std::function<void(FileMetadata&&)>& found);

}  // namespace beam::io
