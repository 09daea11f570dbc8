#include "beam/io/local_file_system.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "beam/base/error.h"
#include "beam/io/file_descriptor.h"
#include "beam/io/glob.h"
#include "beam/io/listing/path_order.h"
#include "beam/io/local_metadata.h"
#include "beam/io/local_path.h"
#include "beam/io/local_temporary.h"
#include "beam/io/local_walk.h"

namespace beam::io {
namespace {

class LocalFile final : public RandomAccessFile {
 public:
  explicit LocalFile(const std::string& path)
      // O_NONBLOCK: opening a FIFO must not wait for its writer. It changes nothing for files.
      : path_(path), file_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    struct stat status;
    if (file_.get() < 0 || fstat(file_.get(), &status) != 0) {
      throw ErrorFromErrno(errno, "cannot open " + path);
    }
    if (!S_ISREG(status.st_mode)) {
      throw Error(ErrorCode::kInvalidArgument, "not a regular file: " + path);
    }
    size_ = status.st_size;
  }

  std::int64_t size() const override { return size_; }

  std::size_t ReadAt(std::int64_t offset, std::span<std::byte> buffer) override {
    std::size_t filled = 0;
    while (filled < buffer.size()) {
      const ssize_t count = pread(file_.get(), buffer.data() + filled, buffer.size() - filled,
                                  offset + static_cast<std::int64_t>(filled));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw ErrorFromErrno(errno, "cannot read " + path_);
      if (count == 0) break;
      filled += static_cast<std::size_t>(count);
    }
    return filled;
  }

 private:
  const std::string path_;
  FileDescriptor file_;
  std::int64_t size_ = 0;
};

class LocalWriter final : public FileWriter {
 public:
  explicit LocalWriter(std::string path) : file_(std::move(path)) {}

  void Append(std::string_view bytes) override { file_.Append(bytes); }
  void Commit() override { file_.Publish(); }

 private:
  LocalTemporary file_;
};

/// The regular file at `local`, links followed; null when there is none.
std::optional<FileMetadata> FindRegular(const std::string& local) {
  struct stat status;
  if (stat(local.c_str(), &status) != 0) return std::nullopt;
  return RegularFile(local, status);
}

FileMetadata StatLocal(const std::string& local) {
  struct stat status;
  if (stat(local.c_str(), &status) != 0) throw ErrorFromErrno(errno, "cannot find " + local);
  if (auto file = RegularFile(local, status)) return *file;
  throw Error(ErrorCode::kInvalidArgument,
              S_ISDIR(status.st_mode)
                  ? "a folder, not a file (add /** for all files below): " + local
                  : "not a regular file: " + local);
}

}  // namespace

void LocalFileSystem::Match(const std::string& pattern,
                            const std::function<void(FileMetadata&&)>& found) const {
  const ListingPart all{.enter = [](auto, const auto&) { return true; },
                        .found =
                            [&](auto, FileMetadata&& file) {
                              found(std::move(file));
                              return true;
                            }};
  MatchPart(pattern, all);
}

void LocalFileSystem::MatchPart(const std::string& pattern, const ListingPart& part) const {
  const auto give = [&](const std::string& path, FileMetadata&& file) {
    if (!PathLess(path, part.begin)) part.found(path, std::move(file));
  };
  const std::string path = LocalPath(pattern);
  if (auto file = FindRegular(path)) return give(path, std::move(*file));
  const std::vector<std::string> patterns = LocalPatterns(pattern);
  if (patterns.size() == 1) {
    const GlobAlternative only(patterns[0]);
    if (only.is_literal()) return give(only.literal(), StatLocal(only.literal()));
  }
  WalkLocal(patterns, part);
}

FileMetadata LocalFileSystem::Stat(const std::string& path) const {
  return StatLocal(LocalPath(path));
}

std::unique_ptr<RandomAccessFile> LocalFileSystem::Open(const std::string& path) const {
  return std::make_unique<LocalFile>(LocalPath(path));
}

std::unique_ptr<FileWriter> LocalFileSystem::Create(const std::string& path) const {
  return std::make_unique<LocalWriter>(LocalPath(path));
}

void LocalFileSystem::Rename(const std::string& from, const std::string& to) const {
  const std::string old_path = LocalPath(from);
  const std::string new_path = LocalPath(to);
  if (rename(old_path.c_str(), new_path.c_str()) == 0) return;
  struct stat status;
  if (errno == ENOENT && lstat(old_path.c_str(), &status) == 0) {
    MakeFolderOf(new_path);
    if (rename(old_path.c_str(), new_path.c_str()) == 0) return;
  }
  throw ErrorFromErrno(errno, "cannot rename " + old_path + " to " + new_path);
}

void LocalFileSystem::Remove(const std::string& path) const {
  const std::string local = LocalPath(path);
  if (unlink(local.c_str()) != 0) throw ErrorFromErrno(errno, "cannot remove " + local);
}

}  // namespace beam::io
