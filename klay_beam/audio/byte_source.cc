#include "klay_beam/audio/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "beam/base/error.h"

namespace klay {
namespace {

class FileSource final : public ByteSource {
 public:
  explicit FileSource(std::string path) : path_(std::move(path)) {
    // Without O_NONBLOCK, opening a FIFO waits for a writer that may never come.
    descriptor_ = open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    // A socket file cannot be opened at all; it is refused here with the kernel's own words.
    if (descriptor_ < 0) throw beam::ErrorFromErrno(errno, "cannot open " + path_);
    struct stat status {};
    if (fstat(descriptor_, &status) != 0) {
      const int error = errno;
      close(descriptor_);
      throw beam::ErrorFromErrno(error, "cannot stat " + path_);
    }
    if (!S_ISREG(status.st_mode)) {
      close(descriptor_);
      throw beam::Error(beam::ErrorCode::kInvalidArgument,
                        std::string("not a regular file: ") + path_ + ", " +
                            (S_ISDIR(status.st_mode) ? "a directory" : "a pipe or device"));
    }
    size_ = status.st_size;
  }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  ~FileSource() override { close(descriptor_); }

  size_t ReadAt(int64_t offset, std::span<std::byte> out) override {
    size_t done = 0;
    while (done < out.size()) {
      const ssize_t count = pread(descriptor_, out.data() + done, out.size() - done,
                                  offset + static_cast<int64_t>(done));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw beam::ErrorFromErrno(errno, "cannot read " + path_);
      if (count == 0) break;
      done += static_cast<size_t>(count);
    }
    return done;
  }
  int64_t size() const override { return size_; }
  const std::string& name() const override { return path_; }

 private:
  std::string path_;
  int descriptor_ = -1;
  int64_t size_ = 0;
};

template <typename Bytes>
class MemorySource final : public ByteSource {
 public:
  MemorySource(std::string name, Bytes bytes) : name_(std::move(name)), bytes_(std::move(bytes)) {}

  size_t ReadAt(int64_t offset, std::span<std::byte> out) override {
    if (offset < 0 || offset >= size()) return 0;
    const size_t count = std::min(out.size(), bytes_.size() - static_cast<size_t>(offset));
    std::memcpy(out.data(), bytes_.data() + offset, count);
    return count;
  }
  int64_t size() const override { return static_cast<int64_t>(bytes_.size()); }
  const std::string& name() const override { return name_; }

 private:
  std::string name_;
  Bytes bytes_;
};

}  // namespace

std::unique_ptr<ByteSource> OpenFileSource(const std::string& path) {
  return std::make_unique<FileSource>(path);
}

std::unique_ptr<ByteSource> OpenMemorySource(std::string name, std::vector<std::byte> bytes) {
  return std::make_unique<MemorySource<std::vector<std::byte>>>(std::move(name), std::move(bytes));
}

std::unique_ptr<ByteSource> OpenMemorySource(std::string name, std::string bytes) {
  return std::make_unique<MemorySource<std::string>>(std::move(name), std::move(bytes));
}

}  // namespace klay
