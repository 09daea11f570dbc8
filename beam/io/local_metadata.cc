#include "beam/io/local_metadata.h"

#include <utility>

namespace beam::io {

std::optional<FileMetadata> RegularFile(std::string path, const struct stat& status) {
  if (!S_ISREG(status.st_mode)) return std::nullopt;
  if (path.starts_with('~')) path.insert(0, "./");
  return FileMetadata{std::move(path), status.st_size,
                      status.st_mtim.tv_sec * 1000000 + status.st_mtim.tv_nsec / 1000};
}

}  // namespace beam::io
