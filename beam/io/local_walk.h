#pragma once

#include <functional>
#include <string>
#include <vector>

#include "beam/io/file_metadata.h"

namespace beam::io {

/// Calls `found` for each regular file on this machine that one of `patterns` (see LocalPatterns)
/// matches, once each, in no particular order. Lists only folders that a pattern can reach, each
/// once and one at a time; memory grows with the number of folders waiting, not with that of files.
/// Throws permission_denied for a folder that must be listed and cannot be.
void WalkLocal(const std::vector<std::string>& patterns,
               const std::function<void(FileMetadata&&)>& found);

}  // namespace beam::io
