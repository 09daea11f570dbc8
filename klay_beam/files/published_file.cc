#include "klay_beam/files/published_file.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

#include "beam/io/local_path.h"
#include "beam/io/local_temporary.h"
#include "beam/io/whole_file.h"

namespace klay {
namespace {

/// Written at once at least.
constexpr std::size_t kBlockBytes = 256 << 10;

std::string_view TextOf(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

class PublishedFile::Target {
 public:
  virtual ~Target() = default;
  virtual void WriteAt(int64_t offset, std::string_view bytes) = 0;
  virtual int64_t size() const = 0;
  virtual void Publish() = 0;
};

/// The end of the file waits in memory until it is a block.
class PublishedFile::LocalTarget final : public Target {
 public:
  explicit LocalTarget(const std::string& path) : file_(beam::io::LocalPath(path)) {}

  void WriteAt(int64_t offset, std::string_view bytes) override {
    if (offset < written_) {
      const auto part =
          static_cast<std::size_t>(std::min(written_ - offset, static_cast<int64_t>(bytes.size())));
      file_.Overwrite(offset, bytes.substr(0, part));
      bytes.remove_prefix(part);
      offset += static_cast<int64_t>(part);
    }
    if (bytes.empty()) return;
    const auto at = static_cast<std::size_t>(offset - written_);
    end_.replace(at, std::min(bytes.size(), end_.size() - at), bytes);
    if (end_.size() >= kBlockBytes) Flush();
  }

  int64_t size() const override { return written_ + static_cast<int64_t>(end_.size()); }

  void Publish() override {
    Flush();
    file_.Publish();
  }

 private:
  void Flush() {
    file_.Append(end_);
    written_ += static_cast<int64_t>(end_.size());
    end_.clear();
  }

  beam::io::LocalTemporary file_;
  int64_t written_ = 0;
  std::string end_;  ///< Behind what was written.
};

class PublishedFile::OtherTarget final : public Target {
 public:
  explicit OtherTarget(std::string path) : path_(std::move(path)) {}

  void WriteAt(int64_t offset, std::string_view bytes) override {
    memory_.WriteAt(offset, std::as_bytes(std::span(bytes)));
  }
  int64_t size() const override { return memory_.size(); }

  void Publish() override { beam::io::WriteFile(path_, memory_.Take()); }

 private:
  const std::string path_;
  MemorySink memory_;
};

PublishedFile::PublishedFile(const std::string& path) {
  if (path.find("://") == std::string::npos || path.starts_with("file://")) {
    target_ = std::make_unique<LocalTarget>(path);
  } else {
    target_ = std::make_unique<OtherTarget>(path);
  }
}

PublishedFile::~PublishedFile() = default;

void PublishedFile::WriteAt(int64_t offset, std::span<const std::byte> bytes) {
  target_->WriteAt(offset, TextOf(bytes));
}

int64_t PublishedFile::size() const {
  return target_->size();
}

void PublishedFile::Publish() {
  target_->Publish();
}

}  // namespace klay
