#pragma once

#include <sys/stat.h>

#include <optional>
#include <string>

#include "beam/io/file_metadata.h"

namespace beam::io {

/// The file `path`, whose `status` the operating system gave; null when it is no regular file. A
/// relative path that begins with ~ comes back as ./~, or Open would look for a home folder.
std::optional<FileMetadata> RegularFile(std::string path, const struct stat& status);

}  // namespace beam::io
