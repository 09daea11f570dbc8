#include "beam/io/whole_file.h"

#include <utility>

#include "beam/io/file_system.h"
#include "beam/io/input_stream.h"

namespace beam::io {

std::string ReadFile(const std::string& path) {
  auto file = FileSystemFor(path).Open(path);
  // Only a guess: files under /proc have more, and say that they are empty.
  const auto size = static_cast<std::size_t>(file->size());
  return ReadRest(*StreamFrom(std::move(file)), size);
}

void WriteFile(const std::string& path, std::string_view bytes) {
  auto file = FileSystemFor(path).Create(path);
  file->Append(bytes);
  file->Commit();
}

}  // namespace beam::io
