#include "klay_beam/files/path_parts.h"

#include <algorithm>
#include <filesystem>

#include "beam/base/describe.h"
#include "beam/base/error.h"
#include "beam/io/local_path.h"

namespace klay {
namespace {

using beam::Error, beam::ErrorCode;

/// How long "gs://" or "/" at the start of a path is.
std::size_t RootLength(std::string_view path) {
  const std::size_t scheme = path.find("://");
  if (scheme != std::string_view::npos && path.find('/') > scheme) return scheme + 3;
  return path.starts_with('/') ? 1 : 0;
}

/// Local ones as seen from the root folder, so that they can be compared.
std::string Absolute(const std::string& path) {
  if (RootLength(path) > 0) return path;
  return PlainPath((std::filesystem::current_path() / path).string());
}

/// How the paths of all that is below `folder` begin.
std::string Start(const std::string& folder) {
  const std::string absolute = Absolute(folder);
  return absolute.ends_with('/') ? absolute : absolute + "/";
}

}  // namespace

std::string PlainPath(std::string_view path) {
  const std::size_t root = RootLength(path);
  std::string plain(path.substr(0, root));
  for (std::size_t at = root; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view part = path.substr(at, end - at);
    at = end + 1;
    if (part == "..") {
      throw Error(ErrorCode::kInvalidArgument,
                  "a path must not go up (..): " + beam::Describe(std::string(path)));
    }
    if (part.empty() || part == ".") continue;
    if (plain.size() > root) plain += '/';
    plain += part;
  }
  return plain;
}

PathParts SplitPath(std::string_view plain_path) {
  const std::size_t root = RootLength(plain_path);
  const std::size_t slash = plain_path.rfind('/');
  if (slash == std::string_view::npos) return {"", std::string(plain_path)};
  const std::size_t folder_end = slash < root ? root : slash;
  return {std::string(plain_path.substr(0, folder_end)), std::string(plain_path.substr(slash + 1))};
}

std::string JoinPath(std::string_view folder, std::string_view name) {
  std::string path(folder);
  if (!path.empty() && !path.ends_with('/')) path += '/';
  path += name;
  return path;
}

std::string PlainFolder(const std::string& folder) {
  return PlainPath(folder.find("://") == std::string::npos ? beam::io::LocalPath(folder) : folder);
}

bool IsBelow(const std::string& folder, const std::string& path) {
  const std::string start = Start(folder);
  const std::string absolute = Absolute(path);
  return absolute.size() > start.size() && absolute.starts_with(start);
}

std::string RelativeTo(const std::string& folder, const std::string& path) {
  if (IsBelow(folder, path)) return Absolute(path).substr(Start(folder).size());
  throw Error(ErrorCode::kInvalidArgument, "a file is not below the source folder " +
                                               beam::Describe(folder) + ": " +
                                               beam::Describe(path));
}

}  // namespace klay
