#include <zlib.h>

#include <algorithm>

#include "beam/base/error.h"
#include "beam/io/compression/codec.h"

namespace beam::io {
namespace {

constexpr int kGzipWindow = 15 + 16;  // The greatest window; 16 says gzip's own header.
constexpr std::size_t kMaxStep = 1 << 30;

Bytef* ZlibBytes(const void* bytes) {
  return static_cast<Bytef*>(const_cast<void*>(bytes));
}

class GzipDecoder final : public Decoder {
 public:
  GzipDecoder() {
    if (inflateInit2(&stream_, kGzipWindow) != Z_OK) throw std::bad_alloc();
  }
  ~GzipDecoder() override { inflateEnd(&stream_); }
  GzipDecoder(const GzipDecoder&) = delete;
  GzipDecoder& operator=(const GzipDecoder&) = delete;

  void Decode(std::string_view& in, std::span<std::byte>& out) override {
    if (is_between_) {
      if (in.empty()) return;
      // Archives on tape are padded with zeros.
      if (SkipZeros(in)) return;
      inflateReset(&stream_);
      is_between_ = false;
    }
    stream_.next_in = ZlibBytes(in.data());
    stream_.avail_in = static_cast<uInt>(std::min(in.size(), kMaxStep));
    stream_.next_out = ZlibBytes(out.data());
    stream_.avail_out = static_cast<uInt>(std::min(out.size(), kMaxStep));
    const int status = inflate(&stream_, Z_NO_FLUSH);
    in.remove_prefix(static_cast<std::size_t>(stream_.next_in - ZlibBytes(in.data())));
    out = out.subspan(static_cast<std::size_t>(stream_.next_out - ZlibBytes(out.data())));
    if (status == Z_MEM_ERROR) throw std::bad_alloc();
    if (status == Z_STREAM_END) {
      is_between_ = true;
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      throw Error(ErrorCode::kDataLoss,
                  std::string("broken gzip data (") +
                      (stream_.msg == nullptr ? "no valid header" : stream_.msg) + ")");
    }
  }

  bool IsBetweenParts() const override { return is_between_; }

 private:
  /// Whether `in` was nothing but padding.
  bool SkipZeros(std::string_view& in) {
    const std::size_t zeros = std::min(in.find_first_not_of('\0'), in.size());
    is_padding_ = is_padding_ || zeros > 0;
    in.remove_prefix(zeros);
    if (is_padding_ && !in.empty()) {
      throw Error(ErrorCode::kDataLoss, "broken gzip data (something behind the padding)");
    }
    return in.empty();
  }

  z_stream stream_ = {};
  bool is_between_ = false;
  bool is_padding_ = false;
};

class GzipEncoder final : public Encoder {
 public:
  GzipEncoder() {
    // The header has no time and no name: the same data makes the same file.
    constexpr int kMemoryLevel = 8;
    if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, kMemoryLevel,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~GzipEncoder() override { deflateEnd(&stream_); }
  GzipEncoder(const GzipEncoder&) = delete;
  GzipEncoder& operator=(const GzipEncoder&) = delete;

  void Encode(std::string_view in, std::string& out) override {
    while (!in.empty()) {
      const std::string_view step = in.substr(0, kMaxStep);
      in.remove_prefix(step.size());
      Deflate(step, Z_NO_FLUSH, out);
    }
  }

  void Finish(std::string& out) override { Deflate({}, Z_FINISH, out); }

 private:
  void Deflate(std::string_view in, int flush, std::string& out) {
    constexpr std::size_t kChunk = 64 << 10;
    stream_.next_in = ZlibBytes(in.data());
    stream_.avail_in = static_cast<uInt>(in.size());
    do {
      const std::size_t filled = out.size();
      out.resize(filled + kChunk);
      stream_.next_out = ZlibBytes(out.data() + filled);
      stream_.avail_out = kChunk;
      deflate(&stream_, flush);
      out.resize(out.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
  }

  z_stream stream_ = {};
};

}  // namespace

std::unique_ptr<Decoder> MakeGzipDecoder() {
  return std::make_unique<GzipDecoder>();
}

std::unique_ptr<Encoder> MakeGzipEncoder() {
  return std::make_unique<GzipEncoder>();
}

}  // namespace beam::io
