#pragma once

#include <string>
#include <string_view>

namespace beam::io {

/// How the names of FileWriter's temporary files begin.
inline constexpr std::string_view kTemporaryPrefix = ".beam-tmp-";

/// The path that the operating system knows: without file://, with ~ and ~user expanded. Throws
/// not_found for a user that there is not.
std::string LocalPath(const std::string& path);

}  // namespace beam::io
