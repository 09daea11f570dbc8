#pragma once

#include <string>
#include <vector>

namespace beam::io {

/// The path that the operating system knows: without file://, with ~ and ~user expanded. Throws
/// not_found for a user that there is not, invalid_argument for a path with a zero byte.
std::string LocalPath(const std::string& path);

/// What `pattern` (see glob.h) stands for on this machine: patterns without braces and file://,
/// with ~ and ~user expanded, and one slash where there were several. Throws invalid_argument when
/// it is ill-formed, and what LocalPath throws.
std::vector<std::string> LocalPatterns(const std::string& pattern);

/// Makes the folders that `path` lies in, where they are missing.
void MakeFolderOf(const std::string& path);

}  // namespace beam::io
