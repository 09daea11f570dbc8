#pragma once

#include <memory>

#include "beam/io/file_system.h"

namespace beam::io {

/// Writes to `file` in blocks, for those who append little by little.
std::unique_ptr<FileWriter> Buffered(std::unique_ptr<FileWriter> file);

}  // namespace beam::io
