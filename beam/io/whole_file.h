#pragma once

#include <string>
#include <string_view>

namespace beam::io {

/// All bytes of the file `path`.
std::string ReadFile(const std::string& path);

/// Makes `path` a file of exactly these bytes: it appears whole or not at all.
void WriteFile(const std::string& path, std::string_view bytes);

}  // namespace beam::io
