#pragma once

#include <string>
#include <string_view>

namespace klay {

/// A path without needless parts: one slash where there were several, no "." and no slash at the
/// end. A scheme ("gs://") stays as it is. Throws invalid_argument when it goes up ("..").
std::string PlainPath(std::string_view path);

/// The folder that a plain path lies in, "" when the path names none, and the name behind it.
struct PathParts {
  std::string folder;
  std::string name;
};
PathParts SplitPath(std::string_view plain_path);

/// `name` below `folder`; just `name` where folder is empty.
std::string JoinPath(std::string_view folder, std::string_view name);

/// A folder as people write it, plain, and with ~ at its start expanded.
std::string PlainFolder(const std::string& folder);

/// Whether `path` is below `folder`. Both are plain; a local path may be relative where the other
/// is absolute.
bool IsBelow(const std::string& folder, const std::string& path);

/// What is behind `folder` in a path below it. Throws invalid_argument when it is not below it.
/// Both are plain; a local path may be relative where the other is absolute.
std::string RelativeTo(const std::string& folder, const std::string& path);

}  // namespace klay
