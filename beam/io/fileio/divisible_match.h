#pragma once

#include <functional>
#include <string>

#include "beam/io/file_metadata.h"
#include "beam/io/listing/path_range_tracker.h"
#include "beam/restriction/locked_tracker.h"

namespace beam::io {

/// A part of a listing that somebody is at work on, and others may take some of.
using ListingTracker = LockedTracker<PathRangeTracker>;

/// Calls `found` for each file that `pattern` (see beam/io/glob.h) matches and `is_wanted` likes,
/// of those that it can claim from `part`: what a splittable DoFn that matches files is made of.
/// Afterwards `part.restriction().may_be_empty` is false if nothing was found where something must
/// be. Throws as FileSystem::Match does, and what `found` throws.
void MatchDivisibly(const std::string& pattern, ListingTracker& part,
                    const std::function<bool(const FileMetadata&)>& is_wanted,
                    const std::function<void(FileMetadata&&)>& found);

}  // namespace beam::io
