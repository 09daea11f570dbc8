#include "beam/io/buffered_writer.h"

#include <string>
#include <utility>

namespace beam::io {
namespace {

class BufferedWriter final : public FileWriter {
 public:
  explicit BufferedWriter(std::unique_ptr<FileWriter> file) : file_(std::move(file)) {
    buffer_.reserve(kBlock);
  }

  void Append(std::string_view bytes) override {
    if (buffer_.size() + bytes.size() > kBlock) Flush();
    if (bytes.size() > kBlock) return file_->Append(bytes);
    buffer_ += bytes;
  }

  void Commit() override {
    Flush();
    file_->Commit();
  }

 private:
  static constexpr std::size_t kBlock = 128 << 10;

  void Flush() {
    if (buffer_.empty()) return;
    file_->Append(buffer_);
    buffer_.clear();
  }

  std::unique_ptr<FileWriter> file_;
  std::string buffer_;
};

}  // namespace

std::unique_ptr<FileWriter> Buffered(std::unique_ptr<FileWriter> file) {
  return std::make_unique<BufferedWriter>(std::move(file));
}

}  // namespace beam::io
