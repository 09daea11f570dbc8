#pragma once

#include <string>
#include <vector>

namespace klay {

/// A library that audio is read, written or changed with, as linked at run time.
struct LibraryVersion {
  std::string name;     ///< "libsndfile"
  std::string version;  ///< "1.2.0"
};

/// libsndfile, libsoxr and FFmpeg's four, in that order.
std::vector<LibraryVersion> LibraryVersions();

}  // namespace klay
