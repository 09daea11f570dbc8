#include "beam/io/local_path.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "beam/base/error.h"

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
  if (found == nullptr)
    throw Error(ErrorCode::kNotFound, "no home folder for the user of ~" + user + "/");
  return found->pw_dir;
}

}  // namespace

std::string LocalPath(const std::string& path) {
  constexpr std::string_view kScheme = "file://";
  if (path.starts_with(kScheme)) return path.substr(kScheme.size());
  if (!path.starts_with("~")) return path;
  const std::size_t end = std::min(path.find('/'), path.size());
  return HomeOf(path.substr(1, end - 1)) + path.substr(end);
}

}  // namespace beam::io
