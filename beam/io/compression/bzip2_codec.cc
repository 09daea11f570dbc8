#include <bzlib.h>

#include <algorithm>
#include <new>

#include "beam/base/error.h"
#include "beam/io/compression/codec.h"

namespace beam::io {
namespace {

constexpr std::size_t kMaxStep = 1 << 30;

class Bzip2Decoder final : public Decoder {
 public:
  Bzip2Decoder() { Begin(); }
  ~Bzip2Decoder() override { BZ2_bzDecompressEnd(&stream_); }
  Bzip2Decoder(const Bzip2Decoder&) = delete;
  Bzip2Decoder& operator=(const Bzip2Decoder&) = delete;

  void Decode(std::string_view& in, std::span<std::byte>& out) override {
    if (is_between_) {
      if (in.empty()) return;
      BZ2_bzDecompressEnd(&stream_);
      Begin();
      is_between_ = false;
    }
    char* const out_begin = reinterpret_cast<char*>(out.data());
    stream_.next_in = const_cast<char*>(in.data());
    stream_.avail_in = static_cast<unsigned>(std::min(in.size(), kMaxStep));
    stream_.next_out = out_begin;
    stream_.avail_out = static_cast<unsigned>(std::min(out.size(), kMaxStep));
    const int status = BZ2_bzDecompress(&stream_);
    in.remove_prefix(static_cast<std::size_t>(stream_.next_in - in.data()));
    out = out.subspan(static_cast<std::size_t>(stream_.next_out - out_begin));
    if (status == BZ_MEM_ERROR) throw std::bad_alloc();
    if (status == BZ_STREAM_END) {
      is_between_ = true;
    } else if (status != BZ_OK) {
      throw Error(ErrorCode::kDataLoss, status == BZ_DATA_ERROR_MAGIC
                                            ? "broken bzip2 data (no valid header)"
                                            : "broken bzip2 data (a checksum does not match)");
    }
  }

  bool IsBetweenParts() const override { return is_between_; }

 private:
  void Begin() {
    stream_ = {};
    if (BZ2_bzDecompressInit(&stream_, /*verbosity=*/0, /*small=*/0) != BZ_OK) {
      throw std::bad_alloc();
    }
  }

  bz_stream stream_ = {};
  bool is_between_ = false;
};

class Bzip2Encoder final : public Encoder {
 public:
  Bzip2Encoder() {
    constexpr int kBlockSize100k = 9;
    constexpr int kDefaultWorkFactor = 0;
    if (BZ2_bzCompressInit(&stream_, kBlockSize100k, /*verbosity=*/0, kDefaultWorkFactor) !=
        BZ_OK) {
      throw std::bad_alloc();
    }
  }
  ~Bzip2Encoder() override { BZ2_bzCompressEnd(&stream_); }
  Bzip2Encoder(const Bzip2Encoder&) = delete;
  Bzip2Encoder& operator=(const Bzip2Encoder&) = delete;

  void Encode(std::string_view in, std::string& out) override {
    while (!in.empty()) {
      const std::string_view step = in.substr(0, kMaxStep);
      in.remove_prefix(step.size());
      stream_.next_in = const_cast<char*>(step.data());
      stream_.avail_in = static_cast<unsigned>(step.size());
      while (stream_.avail_in > 0) Compress(BZ_RUN, out);
    }
  }

  void Finish(std::string& out) override {
    stream_.avail_in = 0;
    while (Compress(BZ_FINISH, out) != BZ_STREAM_END) {
    }
  }

 private:
  int Compress(int action, std::string& out) {
    constexpr unsigned kChunk = 64 << 10;
    const std::size_t filled = out.size();
    out.resize(filled + kChunk);
    stream_.next_out = out.data() + filled;
    stream_.avail_out = kChunk;
    const int status = BZ2_bzCompress(&stream_, action);
    out.resize(out.size() - stream_.avail_out);
    return status;
  }

  bz_stream stream_ = {};
};

}  // namespace

std::unique_ptr<Decoder> MakeBzip2Decoder() {
  return std::make_unique<Bzip2Decoder>();
}

std::unique_ptr<Encoder> MakeBzip2Encoder() {
  return std::make_unique<Bzip2Encoder>();
}

}  // namespace beam::io
