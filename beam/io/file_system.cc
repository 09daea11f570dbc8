#include "beam/io/file_system.h"

#include <map>
#include <mutex>
#include <utility>

#include "beam/base/error.h"
#include "beam/io/local_file_system.h"

namespace beam::io {
namespace {

struct Registry {
  std::mutex mutex;
  std::map<std::string, std::unique_ptr<FileSystem>, std::less<>> by_scheme;

  Registry() { by_scheme["file"] = std::make_unique<LocalFileSystem>(); }
};

Registry& TheRegistry() {
  static Registry registry;
  return registry;
}

/// "gs" of "gs://bucket/x"; "file" of a path without a scheme.
std::string_view SchemeOf(std::string_view path) {
  const std::size_t end = path.find("://");
  if (end == std::string_view::npos || end == 0) return "file";
  for (char letter : path.substr(0, end)) {
    const bool allowed = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
                         letter == '+' || letter == '-' || letter == '.';
    if (!allowed) return "file";
  }
  return path.substr(0, end);
}

}  // namespace

void FileSystem::MatchPart(const std::string& pattern, const ListingPart& part) const {
  if (!part.begin.empty()) {
    throw Error(ErrorCode::kInternal,
                "this file system's listings are not divided: " + pattern + " from " + part.begin);
  }
  Match(pattern, [&](FileMetadata&& file) { part.found("", std::move(file)); });
}

const FileSystem& FileSystemFor(std::string_view path) {
  const std::string_view scheme = SchemeOf(path);
  Registry& registry = TheRegistry();
  std::lock_guard lock(registry.mutex);
  auto found = registry.by_scheme.find(scheme);
  if (found != registry.by_scheme.end()) return *found->second;
  std::string known;
  for (const auto& [name, file_system] : registry.by_scheme) {
    known += (known.empty() ? "" : ", ") + name + "://";
  }
  throw Error(ErrorCode::kUnimplemented, "no file system for " + std::string(scheme) +
                                             ":// in this build; known: " + known + " in " +
                                             std::string(path));
}

void RegisterFileSystem(const std::string& scheme, std::unique_ptr<FileSystem> file_system) {
  Registry& registry = TheRegistry();
  std::lock_guard lock(registry.mutex);
  auto [position, is_new] = registry.by_scheme.try_emplace(scheme, std::move(file_system));
  if (!is_new) {
    throw Error(ErrorCode::kInvalidArgument, "a file system is registered already for " + scheme);
  }
}

}  // namespace beam::io
