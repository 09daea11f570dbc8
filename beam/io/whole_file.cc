#include "beam/io/whole_file.h"

#include "beam/io/file_system.h"

namespace beam::io {

std::string ReadFile(const std::string& path) {
  auto file = FileSystemFor(path).Open(path);
  std::string bytes(static_cast<std::size_t>(file->size()), '\0');
  bytes.resize(file->ReadAt(0, std::as_writable_bytes(std::span(bytes))));
  return bytes;
}

void WriteFile(const std::string& path, std::string_view bytes) {
  auto file = FileSystemFor(path).Create(path);
  file->Append(bytes);
  file->Commit();
}

}  // namespace beam::io
