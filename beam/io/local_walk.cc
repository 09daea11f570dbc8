#include "beam/io/local_walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "beam/base/error.h"
#include "beam/io/file_system.h"
#include "beam/io/glob.h"
#include "beam/io/local_metadata.h"
#include "beam/io/local_path.h"

namespace beam::io {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

/// Whether a system call failed because nothing is there: it vanished, or is a link to nothing, or
/// one that leads in a circle.
bool IsAbsence(int errno_value) {
  return errno_value == ENOENT || errno_value == ENOTDIR || errno_value == ELOOP;
}

/// Null when the folder is not there (any more), or is none.
Folder OpenFolder(const std::string& path) {
  Folder folder(opendir(path.empty() ? "." : path.c_str()));
  if (folder == nullptr && !IsAbsence(errno)) {
    throw ErrorFromErrno(errno, "cannot list the folder " + path);
  }
  return folder;
}

/// The next entry that is not this folder, its parent, or a temporary file; null at the end.
const dirent* NextEntry(DIR& folder, const std::string& path) {
  while (true) {
    errno = 0;
    const dirent* entry = readdir(&folder);
    if (entry == nullptr && errno != 0) {
      throw ErrorFromErrno(errno, "cannot list the folder " + path);
    }
    if (entry == nullptr) return nullptr;
    const std::string_view name = entry->d_name;
    if (name != "." && name != ".." && !name.starts_with(kTemporaryPrefix)) return entry;
  }
}

/// What is at `path`, called `name` in `folder`; null when it vanished.
std::optional<struct stat> StatAt(int folder, const char* name, const std::string& path,
                                  int flags) {
  struct stat status;
  if (fstatat(folder, name, &status, flags) == 0) return status;
  if (!IsAbsence(errno)) throw ErrorFromErrno(errno, "cannot look at " + path);
  return std::nullopt;
}

/// A pattern cut at its slashes, up to the first part with a double star. The `rest` from there on
/// is matched against whole paths.
struct Route {
  std::vector<GlobAlternative> names;
  std::optional<GlobAlternative> rest;

  explicit Route(std::string_view pattern) {
    while (!pattern.empty()) {
      const std::size_t slash = std::min(pattern.find('/'), pattern.size());
      GlobAlternative name(pattern.substr(0, slash));
      if (name.has_double_star()) {
        rest.emplace(pattern);
        return;
      }
      names.push_back(std::move(name));
      pattern.remove_prefix(std::min(slash + 1, pattern.size()));
    }
  }
};

/// How far a route has come in some folder.
struct Place {
  const Route* route;
  std::size_t index;  ///< Of the name to match next; past the last one, the rest is to be matched.
  std::size_t begin;  ///< Where, in paths, the text for the rest begins.

  bool in_rest() const { return index == route->names.size(); }
  bool is_last_name() const { return index + 1 == route->names.size() && !route->rest; }

  /// Whether a file called `name` at `path` is what the route leads to.
  bool EndsAt(std::string_view name, std::string_view path) const {
    if (in_rest()) return route->rest->Matches(path.substr(begin));
    return is_last_name() && route->names[index].Matches(name);
  }

  /// The place within the folder called `name` at `path`; null when the route does not go there.
  std::optional<Place> Into(std::string_view name, const std::string& path) const {
    if (in_rest()) {
      if (!route->rest->CanBeginWith(path.substr(begin) + "/")) return std::nullopt;
      return *this;
    }
    if (is_last_name() || !route->names[index].Matches(name)) return std::nullopt;
    return Place{route, index + 1, path.size() + 1};
  }
};
using Places = std::vector<Place>;

class Walk {
 public:
  explicit Walk(const std::function<void(FileMetadata&&)>& found) : found_(found) {}

  void Run(const std::vector<Route>& routes, const std::string& root) {
    Waiting start{root, {}};
    for (const Route& route : routes) start.places.push_back({&route, 0, root.size()});
    waiting_.push_back(std::move(start));
    while (!waiting_.empty()) {
      const Waiting next = std::move(waiting_.back());
      waiting_.pop_back();
      Visit(next.folder, next.places);
    }
  }

 private:
  struct Waiting {
    std::string folder;  ///< Empty, or ends in a slash.
    Places places;
  };
  using PlacesByName = std::map<std::string, Places, std::less<>>;

  void Visit(const std::string& folder, const Places& places) {
    PlacesByName literal;
    Places wild;
    for (const Place& place : places) {
      if (!place.in_rest() && place.route->names[place.index].is_literal()) {
        literal[place.route->names[place.index].literal()].push_back(place);
      } else {
        wild.push_back(place);
      }
    }
    if (!wild.empty()) List(folder, wild, literal);
    // What a pattern names needs no listing: the folder may be one that only lets through.
    for (const auto& [name, here] : literal) TakeNamed(name, folder + name, here);
  }

  /// Follows `wild` through all entries, and those of `literal` that it meets, which it takes out.
  void List(const std::string& folder, const Places& wild, PlacesByName& literal) {
    const Folder open = OpenFolder(folder);
    if (open == nullptr) return;
    while (const dirent* entry = NextEntry(*open, folder)) {
      const auto named = literal.find(std::string_view(entry->d_name));
      if (named == literal.end()) {
        TakeEntry(dirfd(open.get()), *entry, folder + entry->d_name, wild);
      } else {
        Places here = std::move(named->second);
        here.insert(here.end(), wild.begin(), wild.end());
        literal.erase(named);
        TakeEntry(dirfd(open.get()), *entry, folder + entry->d_name, here);
      }
    }
  }

  void TakeEntry(int parent, const dirent& entry, const std::string& path, const Places& places) {
    const char* name = entry.d_name;
    unsigned char type = entry.d_type;
    if (type == DT_UNKNOWN) {  // Some file systems do not tell.
      const auto status = StatAt(parent, name, path, AT_SYMLINK_NOFOLLOW);
      if (!status) return;
      type = IFTODT(status->st_mode);
    }
    if (type != DT_DIR) OfferIfMatched(parent, name, name, path, places);
    if (type != DT_DIR && type != DT_LNK) return;
    Places inside = Inside(name, path, places, type == DT_LNK);
    if (inside.empty()) return;
    if (type == DT_LNK) {
      const auto status = StatAt(parent, name, path, 0);
      if (!status || !S_ISDIR(status->st_mode)) return;
    }
    waiting_.push_back({path + "/", std::move(inside)});
  }

  void TakeNamed(const std::string& name, const std::string& path, const Places& places) {
    OfferIfMatched(AT_FDCWD, path.c_str(), name, path, places);
    Places inside = Inside(name, path, places, /*is_link=*/false);
    if (!inside.empty()) waiting_.push_back({path + "/", std::move(inside)});
  }

  /// `file` is how `parent` finds what is called `name` at `path`.
  void OfferIfMatched(int parent, const char* file, std::string_view name, const std::string& path,
                      const Places& places) {
    const bool matched = std::any_of(places.begin(), places.end(),
                                     [&](const Place& place) { return place.EndsAt(name, path); });
    if (!matched) return;
    const auto status = StatAt(parent, file, path, 0);
    if (!status) return;
    if (auto metadata = RegularFile(path, *status)) found_(std::move(*metadata));
  }

  /// The double star follows no links to folders: they may lead in circles.
  static Places Inside(std::string_view name, const std::string& path, const Places& places,
                       bool is_link) {
    Places inside;
    for (const Place& place : places) {
      if (is_link && place.in_rest()) continue;
      if (auto next = place.Into(name, path)) inside.push_back(*next);
    }
    return inside;
  }

  const std::function<void(FileMetadata&&)>& found_;
  std::vector<Waiting> waiting_;
};

}  // namespace

void WalkLocal(const std::vector<std::string>& patterns,
               const std::function<void(FileMetadata&&)>& found) {
  std::vector<Route> relative;
  std::vector<Route> absolute;
  for (const std::string& pattern : patterns) {
    // A name that ends in a slash is a folder's.
    if (pattern.empty() || pattern.ends_with('/')) continue;
    if (pattern.starts_with('/')) {
      absolute.emplace_back(std::string_view(pattern).substr(1));
    } else {
      relative.emplace_back(pattern);
    }
  }
  if (!relative.empty()) Walk(found).Run(relative, "");
  if (!absolute.empty()) Walk(found).Run(absolute, "/");
}

}  // namespace beam::io
