#include <zstd.h>
#include <zstd_errors.h>

#include <new>

#include "beam/base/error.h"
#include "beam/io/compression/codec.h"

namespace beam::io {
namespace {

struct FreeZstd {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

class ZstdDecoder final : public Decoder {
 public:
  ZstdDecoder() : context_(ZSTD_createDCtx()) {
    if (context_ == nullptr) throw std::bad_alloc();
  }

  void Decode(std::string_view& in, std::span<std::byte>& out) override {
    if (is_between_ && in.empty()) return;
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    const std::size_t left = ZSTD_decompressStream(context_.get(), &to, &from);
    if (ZSTD_isError(left) != 0) {
      const ZSTD_ErrorCode code = ZSTD_getErrorCode(left);
      if (code == ZSTD_error_memory_allocation) throw std::bad_alloc();
      throw Error(code == ZSTD_error_frameParameter_windowTooLarge ? ErrorCode::kResourceExhausted
                                                                   : ErrorCode::kDataLoss,
                  std::string("broken zstd data (") + ZSTD_getErrorName(left) + ")");
    }
    in.remove_prefix(from.pos);
    out = out.subspan(to.pos);
    is_between_ = left == 0;
  }

  bool IsBetweenParts() const override { return is_between_; }

 private:
  std::unique_ptr<ZSTD_DCtx, FreeZstd> context_;
  bool is_between_ = false;
};

class ZstdEncoder final : public Encoder {
 public:
  ZstdEncoder() : context_(ZSTD_createCCtx()) {
    if (context_ == nullptr) throw std::bad_alloc();
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
  }

  void Encode(std::string_view in, std::string& out) override {
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    while (from.pos < from.size) Compress(from, ZSTD_e_continue, out);
  }

  void Finish(std::string& out) override {
    ZSTD_inBuffer nothing{nullptr, 0, 0};
    while (Compress(nothing, ZSTD_e_end, out) != 0) {
    }
  }

 private:
  std::size_t Compress(ZSTD_inBuffer& from, ZSTD_EndDirective directive, std::string& out) {
    const std::size_t filled = out.size();
    out.resize(filled + ZSTD_CStreamOutSize());
    ZSTD_outBuffer to{out.data() + filled, out.size() - filled, 0};
    const std::size_t left = ZSTD_compressStream2(context_.get(), &to, &from, directive);
    out.resize(filled + to.pos);
    if (ZSTD_isError(left) == 0) return left;
    if (ZSTD_getErrorCode(left) == ZSTD_error_memory_allocation) throw std::bad_alloc();
    throw Error(ErrorCode::kInternal,
                std::string("zstd cannot compress: ") + ZSTD_getErrorName(left));
  }

  std::unique_ptr<ZSTD_CCtx, FreeZstd> context_;
};

}  // namespace

std::unique_ptr<Decoder> MakeZstdDecoder() {
  return std::make_unique<ZstdDecoder>();
}

std::unique_ptr<Encoder> MakeZstdEncoder() {
  return std::make_unique<ZstdEncoder>();
}

}  // namespace beam::io
