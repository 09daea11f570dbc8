#include "beam/io/compression/compressed_file.h"

#include <string_view>
#include <utility>

#include "beam/base/error.h"
#include "beam/io/compression/codec.h"

namespace beam::io {
namespace {

[[noreturn]] void ThrowUnresolved() {
  throw Error(ErrorCode::kInternal, "nobody has decided which compression a file has");
}

std::unique_ptr<Decoder> MakeDecoder(Compression compression) {
  switch (compression) {
    case Compression::kGzip:
      return MakeGzipDecoder();
    case Compression::kZstd:
      return MakeZstdDecoder();
    case Compression::kBzip2:
      return MakeBzip2Decoder();
    case Compression::kAuto:
    case Compression::kNone:
      break;
  }
  ThrowUnresolved();
}

std::unique_ptr<Encoder> MakeEncoder(Compression compression) {
  switch (compression) {
    case Compression::kGzip:
      return MakeGzipEncoder();
    case Compression::kZstd:
      return MakeZstdEncoder();
    case Compression::kBzip2:
      return MakeBzip2Encoder();
    case Compression::kAuto:
    case Compression::kNone:
      break;
  }
  ThrowUnresolved();
}

class DecompressedStream final : public InputStream {
 public:
  DecompressedStream(std::unique_ptr<Decoder> decoder, std::unique_ptr<InputStream> compressed,
                     std::string path)
      : decoder_(std::move(decoder)), compressed_(std::move(compressed)), path_(std::move(path)) {}

  std::size_t Read(std::span<std::byte> buffer) override {
    std::span<std::byte> out = buffer;
    while (!out.empty() && Step(out)) {
    }
    return buffer.size() - out.size();
  }

 private:
  static constexpr std::size_t kChunk = 128 << 10;

  /// False at the end.
  bool Step(std::span<std::byte>& out) {
    const std::size_t in_before = in_.size();
    const std::size_t out_before = out.size();
    try {
      decoder_->Decode(in_, out);
    } catch (const Error& error) {
      throw Error(error.code(), error.message() + Place());
    }
    if (in_.size() != in_before || out.size() != out_before) return true;
    if (!in_.empty()) throw Error(ErrorCode::kDataLoss, "broken compressed data" + Place());
    if (Refill()) return true;
    if (decoder_->IsBetweenParts()) return false;
    throw Error(ErrorCode::kDataLoss, "compressed data ends too early" + Place());
  }

  bool Refill() {
    buffer_.resize(kChunk);
    const std::size_t count = compressed_->Read(std::as_writable_bytes(std::span(buffer_)));
    in_ = std::string_view(buffer_).substr(0, count);
    bytes_read_ += count;
    return count > 0;
  }

  std::string Place() const {
    return " at byte " + std::to_string(bytes_read_ - in_.size()) + " of " + path_;
  }

  std::unique_ptr<Decoder> decoder_;
  std::unique_ptr<InputStream> compressed_;
  std::string path_;
  std::string buffer_;
  std::string_view in_;  ///< What is left of the buffer.
  std::uint64_t bytes_read_ = 0;
};

class CompressedWriter final : public FileWriter {
 public:
  CompressedWriter(std::unique_ptr<Encoder> encoder, std::unique_ptr<FileWriter> file)
      : encoder_(std::move(encoder)), file_(std::move(file)) {}

  void Append(std::string_view bytes) override {
    encoder_->Encode(bytes, compressed_);
    constexpr std::size_t kFlushBytes = 64 << 10;
    if (compressed_.size() >= kFlushBytes) Flush();
  }

  void Commit() override {
    encoder_->Finish(compressed_);
    Flush();
    file_->Commit();
  }

 private:
  void Flush() {
    file_->Append(compressed_);
    compressed_.clear();
  }

  std::unique_ptr<Encoder> encoder_;
  std::unique_ptr<FileWriter> file_;
  std::string compressed_;
};

}  // namespace

std::unique_ptr<InputStream> Decompress(Compression compression,
                                        std::unique_ptr<InputStream> compressed, std::string path) {
  if (compression == Compression::kNone) return compressed;
  return std::make_unique<DecompressedStream>(MakeDecoder(compression), std::move(compressed),
                                              std::move(path));
}

std::unique_ptr<FileWriter> Compress(Compression compression, std::unique_ptr<FileWriter> file) {
  if (compression == Compression::kNone) return file;
  return std::make_unique<CompressedWriter>(MakeEncoder(compression), std::move(file));
}

std::unique_ptr<InputStream> OpenDecompressed(const std::string& path, Compression compression) {
  auto file = FileSystemFor(path).Open(path);
  const Compression resolved = ResolveCompression(compression, path, *file);
  return Decompress(resolved, StreamFrom(std::move(file)), path);
}

}  // namespace beam::io
