#include "beam/io/local_walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "beam/base/error.h"
#include "beam/io/file_system.h"
#include "beam/io/glob_route.h"
#include "beam/io/listing/path_order.h"
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

using Places = std::vector<PlaceOnRoute>;

/// What a walk does with a name in a folder.
enum Mark : std::uint8_t {
  kOffer = 1,   ///< Gives it to whoever lists if it is a file.
  kGoIn = 2,    ///< Goes in if it is a folder.
  kLink = 4,    ///< It is a link, which may lead to a folder.
  kListed = 8,  ///< It was found in the folder, not only named by a pattern.
};

/// Each folder's names in order, and what is in a folder at its name. One folder is open at a time.
class Walk {
 public:
  explicit Walk(const ListingPart& part) : part_(part) {}

  /// False when the part ended.
  bool Run(const std::vector<GlobRoute>& routes, const std::string& root) {
    Places places;
    for (const GlobRoute& route : routes) places.push_back({&route, 0, root.size()});
    path_ = root;
    return IsBeforePart() || Visit(places);
  }

 private:
  using PlacesByName = std::map<std::string, Places, std::less<>>;

  /// What the walk needs to know of a folder.
  struct Inside {
    std::shared_ptr<FolderNames> names;
    std::string_view first;     ///< The part begins with this name or in what it names.
    Places wild = {};           ///< Which all names are matched with.
    PlacesByName literal = {};  ///< Of names that patterns say.
    Folder open = nullptr;      ///< Where the names were found; null when there is no need to look.

    int parent() const { return open == nullptr ? AT_FDCWD : dirfd(open.get()); }
    /// Of a name that was found, or is only said by a pattern.
    Places PlacesOf(std::string_view name, bool is_listed) const {
      const auto named = literal.find(name);
      if (named == literal.end()) return wild;
      Places all = named->second;
      if (is_listed) all.insert(all.end(), wild.begin(), wild.end());
      return all;
    }
  };

  /// Whether all in the folder is before the part.
  bool IsBeforePart() const {
    return PathLess(path_, part_.begin) && !part_.begin.starts_with(path_);
  }

  /// The name at which the part begins in the folder at `path_`; empty for all of it.
  std::string_view FirstName() const {
    const std::string_view begin = part_.begin;
    if (!begin.starts_with(path_)) return {};
    const std::string_view first = begin.substr(path_.size());
    return first.substr(0, first.find('/'));
  }

  /// Goes through the folder at `path_`. False when the part ended.
  bool Visit(const Places& places) {
    if (!part_.enter(path_, nullptr)) return false;
    Inside inside{.names = std::make_shared<FolderNames>(path_), .first = FirstName()};
    for (const PlaceOnRoute& place : places) {
      if (!place.in_rest() && place.route->names[place.index].is_literal()) {
        inside.literal[place.route->names[place.index].literal()].push_back(place);
      } else {
        inside.wild.push_back(place);
      }
    }
    AddNames(inside);
    if (!part_.enter(path_, inside.names)) return false;
    const std::size_t folder_size = path_.size();
    for (std::size_t i = 0; i < inside.names->size(); ++i) {
      path_ += (*inside.names)[i];
      if (!Take(inside, (*inside.names)[i], inside.names->mark(i))) return false;
      path_.resize(folder_size);
    }
    return true;
  }

  void AddNames(Inside& inside) {
    PlacesByName unlisted = inside.literal;
    if (!inside.wild.empty()) inside.open = OpenFolder(path_);
    while (inside.open != nullptr) {
      const dirent* entry = NextEntry(*inside.open, path_);
      if (entry == nullptr) break;
      const auto named = unlisted.find(std::string_view(entry->d_name));
      if (named == unlisted.end()) {
        AddListed(inside, *entry, inside.wild);
      } else {
        unlisted.erase(named);
        AddListed(inside, *entry, inside.PlacesOf(entry->d_name, /*is_listed=*/true));
      }
    }
    // What a pattern names needs no listing: the folder may be one that only lets through.
    for (const auto& [name, places] : unlisted) Add(inside, name, places, kOffer | kGoIn);
    inside.names->Sort();
  }

  void AddListed(Inside& inside, const dirent& entry, const Places& places) {
    unsigned char type = entry.d_type;
    if (type == DT_UNKNOWN) {  // Some file systems do not tell.
      const auto status =
          StatAt(inside.parent(), entry.d_name, path_ + entry.d_name, AT_SYMLINK_NOFOLLOW);
      if (!status) return;
      type = IFTODT(status->st_mode);
    }
    int mark = kListed;
    if (type != DT_DIR) mark |= kOffer;
    if (type == DT_DIR || type == DT_LNK) mark |= kGoIn;
    if (type == DT_LNK) mark |= kLink;
    Add(inside, entry.d_name, places, mark);
  }

  /// Of `mark` what `places` want to be done; nothing is added when that is nothing.
  void Add(Inside& inside, std::string_view name, const Places& places, int mark) {
    if (name < inside.first) return;
    const std::size_t folder_size = path_.size();
    path_ += name;
    if ((mark & kOffer) != 0 && !EndsAny(places, name)) mark &= ~kOffer;
    if ((mark & kGoIn) != 0 && Into(name, places, (mark & kLink) != 0).empty()) mark &= ~kGoIn;
    path_.resize(folder_size);
    if ((mark & (kOffer | kGoIn)) != 0) inside.names->Add(name, static_cast<std::uint8_t>(mark));
  }

  bool EndsAny(const Places& places, std::string_view name) const {
    return std::any_of(places.begin(), places.end(),
                       [&](const PlaceOnRoute& place) { return place.EndsAt(name, path_); });
  }

  /// False when the part ended.
  bool Take(Inside& inside, std::string_view name, std::uint8_t mark) {
    if ((mark & kOffer) != 0 && !Offer(inside, name)) return false;
    if ((mark & kGoIn) == 0) return true;
    if ((mark & kLink) != 0) {
      const auto status = StatAt(AT_FDCWD, path_.c_str(), path_, 0);
      if (!status || !S_ISDIR(status->st_mode)) return true;
    }
    const Places places =
        Into(name, inside.PlacesOf(name, (mark & kListed) != 0), (mark & kLink) != 0);
    // Deep folders would use up what may be open.
    inside.open = nullptr;
    path_ += '/';
    return Visit(places);
  }

  /// False when the part ended.
  bool Offer(const Inside& inside, std::string_view name) {
    // The part may begin in a folder, behind what has the folder's name.
    if (PathLess(path_, part_.begin)) return true;
    const bool is_open = inside.open != nullptr;
    const auto status =
        StatAt(inside.parent(), is_open ? name.data() : path_.c_str(), path_, /*flags=*/0);
    if (!status) return true;
    auto metadata = RegularFile(path_, *status);
    return !metadata || part_.found(path_, std::move(*metadata));
  }

  /// The places in the folder called `name` at `path_`. The double star follows no links to
  /// folders: they may lead in circles.
  Places Into(std::string_view name, const Places& places, bool is_link) const {
    Places into;
    for (const PlaceOnRoute& place : places) {
      if (is_link && place.in_rest()) continue;
      if (auto next = place.Into(name, path_)) into.push_back(*next);
    }
    return into;
  }

  const ListingPart& part_;
  std::string path_;  ///< Of the folder that the walk is in, or the name that it is at.
};

}  // namespace

void WalkLocal(const std::vector<std::string>& patterns, const ListingPart& part) {
  std::vector<GlobRoute> relative;
  std::vector<GlobRoute> absolute;
  for (const std::string& pattern : patterns) {
    // A name that ends in a slash is a folder's.
    if (pattern.empty() || pattern.ends_with('/')) continue;
    if (pattern.starts_with('/')) {
      absolute.emplace_back(std::string_view(pattern).substr(1));
    } else {
      relative.emplace_back(pattern);
    }
  }
  // Paths that begin with a slash are the first in the order.
  if (!absolute.empty() && !Walk(part).Run(absolute, "/")) return;
  if (!relative.empty()) Walk(part).Run(relative, "");
}

}  // namespace beam::io
