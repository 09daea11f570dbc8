#include "beam/io/local_path.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "beam/base/error.h"
#include "beam/io/glob.h"
#include "beam/io/write_error.h"

namespace beam::io {
namespace {

std::string HomeOf(const std::string& user) {
  if (user.empty()) {
    const char* home = std::getenv("HOME");
    if (home != nullptr && *home != '\0') return home;
  }
  std::vector<char> buffer(16384);
  passwd entry = {};
  passwd* found = nullptr;
  if (user.empty()) {
    getpwuid_r(getuid(), &entry, buffer.data(), buffer.size(), &found);
  } else {
    getpwnam_r(user.c_str(), &entry, buffer.data(), buffer.size(), &found);
  }
  if (found == nullptr) {
    throw Error(
        ErrorCode::kNotFound,
        "no user has this home folder (for a name that begins with ~ write ./~): ~" + user + "/");
  }
  return found->pw_dir;
}

std::string WithoutScheme(const std::string& path) {
  if (path.find('\0') != std::string::npos) {
    throw Error(ErrorCode::kInvalidArgument,
                "there is a zero byte in the path, behind " + path.substr(0, path.find('\0')));
  }
  constexpr std::string_view kScheme = "file://";
  return path.starts_with(kScheme) ? path.substr(kScheme.size()) : path;
}

/// How long the ~ or ~user is that `path` begins with.
std::size_t TildeLength(const std::string& path) {
  return path.starts_with('~') ? std::min(path.find('/'), path.size()) : 0;
}

std::string WithSingleSlashes(const std::string& pattern) {
  std::string result;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool is_escape = pattern[i] == '\\' && i + 1 < pattern.size();
    if (is_escape && pattern[i + 1] != '/') {
      result += pattern.substr(i++, 2);
    } else if (!is_escape && (pattern[i] != '/' || !result.ends_with('/'))) {
      result += pattern[i];
    }
  }
  return result;
}

}  // namespace

std::string LocalPath(const std::string& path) {
  if (path.starts_with("file://")) return WithoutScheme(path);
  const std::string local = WithoutScheme(path);
  const std::size_t tilde = TildeLength(local);
  return tilde == 0 ? local : HomeOf(local.substr(1, tilde - 1)) + local.substr(tilde);
}

std::vector<std::string> LocalPatterns(const std::string& pattern) {
  const bool may_have_home = !pattern.starts_with("file://");
  std::vector<std::string> patterns = ExpandBraces(WithoutScheme(pattern));
  for (std::string& alternative : patterns) {
    const std::size_t tilde = may_have_home ? TildeLength(alternative) : 0;
    if (tilde > 0) {
      // The home folder is a name as it is, whatever characters it has.
      alternative =
          EscapePattern(HomeOf(alternative.substr(1, tilde - 1))) + alternative.substr(tilde);
    }
    alternative = WithSingleSlashes(alternative);
  }
  return patterns;
}

void MakeFolderOf(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
  if (error) throw WriteError(error.value(), "cannot make the folder for " + path);
}

}  // namespace beam::io
