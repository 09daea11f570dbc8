#pragma once

#include <cstddef>
#include <string>

namespace beam::direct {

/// The bytes that `text` stands for: "1000000", "256MB" (of 1024 * 1024 each), "8GB", or "50%" of
/// the machine's memory. Throws invalid_argument for anything else, and for less than 1KB.
std::size_t ParseMemoryLimit(const std::string& text);

}  // namespace beam::direct
