#include "beam/io/whole_file.h"

#include "beam/io/file_system.h"

namespace beam::io {

std::string ReadFile(const std::string& path) {
  auto file = FileSystemFor(path).Open(path);
  // One byte more than there should be: files under /proc have more, and say that they are empty.
  std::string bytes(static_cast<std::size_t>(file->size()) + 1, '\0');
  std::size_t filled = 0;
  while (true) {
    filled += file->ReadAt(static_cast<std::int64_t>(filled),
                           std::as_writable_bytes(std::span(bytes).subspan(filled)));
    if (filled < bytes.size()) break;
    bytes.resize(2 * bytes.size() + 4096);
  }
  bytes.resize(filled);
  return bytes;
}

void WriteFile(const std::string& path, std::string_view bytes) {
  auto file = FileSystemFor(path).Create(path);
  file->Append(bytes);
  file->Commit();
}

}  // namespace beam::io
