#pragma once

#include <string>

namespace beam::model {

/// The SHA-256 of a file's bytes, in hexadecimal. Throws what reading a file does.
std::string Sha256OfFile(const std::string& path);

}  // namespace beam::model
