#include "beam/io/local_walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "beam/base/error.h"
#include "beam/io/glob.h"
#include "beam/io/local_path.h"

namespace beam::io {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

/// Null when the folder is not there (any more), or is none.
Folder OpenFolder(const std::string& path) {
  Folder folder(opendir(path.empty() ? "." : path.c_str()));
  if (folder == nullptr && errno != ENOENT && errno != ENOTDIR) {
    throw ErrorFromErrno(errno, "cannot list the folder " + path);
  }
  return folder;
}

std::optional<FileMetadata> RegularFile(int folder, const char* name, std::string path) {
  struct stat status;
  if (fstatat(folder, name, &status, 0) != 0) {
    // It vanished, or is a link to nothing, or one that leads in a circle.
    if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP) return std::nullopt;
    throw ErrorFromErrno(errno, "cannot look at " + path);
  }
  if (!S_ISREG(status.st_mode)) return std::nullopt;
  return FileMetadata{std::move(path), status.st_size,
                      status.st_mtim.tv_sec * 1000000 + status.st_mtim.tv_nsec / 1000};
}

bool IsFolder(int parent, const dirent& entry, bool follow_links) {
  if (entry.d_type == DT_DIR) return true;
  if (entry.d_type != DT_UNKNOWN && entry.d_type != DT_LNK) return false;
  struct stat status;
  return fstatat(parent, entry.d_name, &status, follow_links ? 0 : AT_SYMLINK_NOFOLLOW) == 0 &&
         S_ISDIR(status.st_mode);
}

/// "a/*/b" -> {"a", "*", "b"}; doubled slashes count once.
std::vector<std::string> Segments(std::string_view pattern) {
  std::vector<std::string> segments;
  while (!pattern.empty()) {
    const std::size_t slash = std::min(pattern.find('/'), pattern.size());
    if (slash > 0) segments.emplace_back(pattern.substr(0, slash));
    pattern.remove_prefix(std::min(slash + 1, pattern.size()));
  }
  return segments;
}

class Walk {
 public:
  Walk(const std::function<bool(const std::string&)>& wanted,
       const std::function<void(FileMetadata&&)>& found)
      : wanted_(wanted), found_(found) {}

  void Run(const std::string& pattern) {
    segments_ = Segments(pattern);
    if (segments_.empty()) return;
    Descend(pattern.starts_with("/") ? "/" : "", 0);
  }

 private:
  /// Matches segments from `index` on below `folder`, which is empty or ends in a slash.
  void Descend(const std::string& folder, std::size_t index) {
    const GlobAlternative segment(segments_[index]);
    const bool is_last = index + 1 == segments_.size();
    if (segment.has_double_star()) return WalkAll(folder, index);
    if (segment.is_literal()) {
      if (!is_last) return Descend(folder + segment.literal() + "/", index + 1);
      return Offer(AT_FDCWD, (folder + segment.literal()).c_str(), folder + segment.literal());
    }
    const Folder open = OpenFolder(folder);
    if (open == nullptr) return;
    std::vector<std::string> folders;
    while (const dirent* entry = Next(*open, folder)) {
      if (!segment.Matches(entry->d_name)) continue;
      if (is_last) {
        Offer(dirfd(open.get()), entry->d_name, folder + entry->d_name);
      } else if (IsFolder(dirfd(open.get()), *entry, /*follow_links=*/true)) {
        folders.push_back(folder + entry->d_name + "/");
      }
    }
    for (const std::string& next : folders) Descend(next, index + 1);
  }

  /// Lists everything below `top` and matches what is left of the pattern against whole paths.
  void WalkAll(const std::string& top, std::size_t index) {
    std::string rest;
    for (std::size_t i = index; i < segments_.size(); ++i)
      rest += (i > index ? "/" : "") + segments_[i];
    const GlobAlternative pattern(rest);
    std::vector<std::string> folders = {top};
    while (!folders.empty()) {
      const std::string folder = std::move(folders.back());
      folders.pop_back();
      const Folder open = OpenFolder(folder);
      if (open == nullptr) continue;
      while (const dirent* entry = Next(*open, folder)) {
        std::string path = folder + entry->d_name;
        if (IsFolder(dirfd(open.get()), *entry, /*follow_links=*/false)) {
          folders.push_back(path + "/");
        } else if (pattern.Matches(std::string_view(path).substr(top.size()))) {
          Offer(dirfd(open.get()), entry->d_name, std::move(path));
        }
      }
    }
  }

  static const dirent* Next(DIR& open, const std::string& folder) {
    while (true) {
      errno = 0;
      const dirent* entry = readdir(&open);
      if (entry == nullptr && errno != 0) {
        throw ErrorFromErrno(errno, "cannot list the folder " + folder);
      }
      if (entry == nullptr) return nullptr;
      const std::string_view name = entry->d_name;
      if (name != "." && name != ".." && !name.starts_with(kTemporaryPrefix)) return entry;
    }
  }

  void Offer(int parent, const char* name, std::string path) {
    if (!wanted_(path)) return;
    if (auto file = RegularFile(parent, name, std::move(path))) found_(std::move(*file));
  }

  const std::function<bool(const std::string&)>& wanted_;
  const std::function<void(FileMetadata&&)>& found_;
  std::vector<std::string> segments_;
};

}  // namespace

void WalkLocal(const std::string& pattern, const std::function<bool(const std::string&)>& wanted,
               const std::function<void(FileMetadata&&)>& found) {
  Walk(wanted, found).Run(pattern);
}

}  // namespace beam::io
