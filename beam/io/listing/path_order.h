#pragma once

#include <string_view>

namespace beam::io {

/// The order in which folders are listed: by the names along the paths, as bytes. What is in a
/// folder comes right behind the folder's own path, which the order of bytes does not give:
/// "a" < "a/" < "a/b" < "a-b" < "a.txt".
bool PathLess(std::string_view left, std::string_view right);

}  // namespace beam::io
