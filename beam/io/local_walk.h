#pragma once

#include <string>
#include <vector>

#include "beam/io/listing_part.h"

namespace beam::io {

/// Finds the regular files on this machine that one of `patterns` (see LocalPatterns) matches, of
/// those in `part`, once each and in the order of PathLess. Lists only folders that a pattern and
/// the part can reach, each once and one at a time; memory grows with the names in one folder on
/// each level, not with the number of files. Throws permission_denied for a folder that must be
/// listed and cannot be.
void WalkLocal(const std::vector<std::string>& patterns, const ListingPart& part);

}  // namespace beam::io
