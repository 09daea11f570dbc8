#include "beam/io/local_temporary.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <filesystem>
#include <system_error>
#include <utility>

#include "beam/io/file_system.h"
#include "beam/io/local_path.h"
#include "beam/io/write_error.h"

namespace beam::io {
namespace {

namespace fs = std::filesystem;

/// How the names of files begin that are locked as long as somebody writes them.
std::string LockedPrefix() {
  return std::string(kTemporaryPrefix) + "of-";
}

/// ".beam-tmp-of-PID-N-NAME" beside `target`, cut to what a name may be long.
std::string TemporaryPath(const fs::path& target) {
  static std::atomic<std::uint64_t> next = 0;
  std::string name = LockedPrefix() + std::to_string(getpid()) + "-" + std::to_string(next++) +
                     "-" + target.filename().string();
  name.resize(std::min<std::size_t>(name.size(), 200));
  return (target.parent_path() / name).string();
}

bool RemoveIfAbandoned(const fs::directory_entry& entry) {
  std::error_code error;
  if (!entry.path().filename().string().starts_with(LockedPrefix()) ||
      !entry.is_regular_file(error)) {
    return false;
  }
  const FileDescriptor file(open(entry.path().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  // A writer between opening and locking finds afterwards that its file has gone.
  return file.get() >= 0 && flock(file.get(), LOCK_EX | LOCK_NB) == 0 &&
         unlink(entry.path().c_str()) == 0;
}

}  // namespace

LocalTemporary::LocalTemporary(std::string target) : target_(std::move(target)) {
  // The folders are made only when they are missing: many small files go to few folders.
  if (Open()) return;
  if (errno == ENOENT) {
    MakeFolderOf(target_);
    if (Open()) return;
  }
  throw WriteError(errno, "cannot write " + target_);
}

LocalTemporary::~LocalTemporary() {
  if (!is_published_) unlink(path_.c_str());
}

/// False, with errno, when it cannot be made.
bool LocalTemporary::Open() {
  // Before anything is written, since the temporary's own name is cut.
  if (fs::path(target_).filename().native().size() > NAME_MAX) {
    errno = ENAMETOOLONG;
    return false;
  }
  while (true) {
    path_ = TemporaryPath(target_);
    const int file = open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0) {
      // A killed process left that name, or one in another container that has our number.
      if (errno == EEXIST) continue;
      return false;
    }
    file_ = FileDescriptor(file);
    flock(file, LOCK_EX);  // Where there are no locks, nobody takes it for abandoned.
    if (IsStillThere()) return true;
  }
}

bool LocalTemporary::IsStillThere() const {
  struct stat status;
  return fstat(file_.get(), &status) != 0 || status.st_nlink > 0;
}

void LocalTemporary::Append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(file_.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw WriteError(errno, "cannot write " + target_);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void LocalTemporary::Overwrite(std::int64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = pwrite(file_.get(), bytes.data(), bytes.size(), offset);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw WriteError(errno, "cannot write " + target_);
    bytes.remove_prefix(static_cast<std::size_t>(count));
    offset += count;
  }
}

void LocalTemporary::Publish() {
  // Keeps the lock until the file has its name.
  const FileDescriptor lock(dup(file_.get()));
  // Some file systems report a full disk only at the end.
  if (close(file_.Release()) != 0 || rename(path_.c_str(), target_.c_str()) != 0) {
    throw WriteError(errno, "cannot write " + target_);
  }
  is_published_ = true;
}

int RemoveAbandonedTemporaries(const std::string& folder) {
  int removed = 0;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (RemoveIfAbandoned(*entry)) ++removed;
  }
  return removed;
}

}  // namespace beam::io
