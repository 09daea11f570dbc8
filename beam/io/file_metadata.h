#pragma once

#include <cstdint>
#include <string>

namespace beam::io {

/// A file as a file system lists it.
struct FileMetadata {
  std::string path;
  std::int64_t size_bytes = 0;
  std::int64_t modified_micros = 0;  ///< Since 1970-01-01 UTC.
  auto operator<=>(const FileMetadata&) const = default;
};

}  // namespace beam::io
