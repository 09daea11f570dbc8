#include "beam/io/input_stream.h"

#include <utility>

namespace beam::io {
namespace {

class FileStream final : public InputStream {
 public:
  FileStream(std::unique_ptr<RandomAccessFile> file, std::int64_t offset)
      : file_(std::move(file)), offset_(offset) {}

  std::size_t Read(std::span<std::byte> buffer) override {
    const std::size_t count = file_->ReadAt(offset_, buffer);
    offset_ += static_cast<std::int64_t>(count);
    return count;
  }

 private:
  std::unique_ptr<RandomAccessFile> file_;
  std::int64_t offset_;
};

}  // namespace

std::unique_ptr<InputStream> StreamFrom(std::unique_ptr<RandomAccessFile> file,
                                        std::int64_t offset) {
  return std::make_unique<FileStream>(std::move(file), offset);
}

std::string ReadRest(InputStream& stream, std::size_t expected_bytes) {
  // One byte more than there should be: the read that finds the end must ask for some.
  std::string bytes(expected_bytes + 1, '\0');
  std::size_t filled = 0;
  while (true) {
    filled += stream.Read(std::as_writable_bytes(std::span(bytes).subspan(filled)));
    if (filled < bytes.size()) break;
    bytes.resize(2 * bytes.size() + 4096);
  }
  bytes.resize(filled);
  return bytes;
}

}  // namespace beam::io
