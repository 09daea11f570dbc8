#include "klay_beam/audio/inspect/spectrum.h"

extern "C" {
#include <libavutil/mem.h>
#include <libavutil/tx.h>
}

#include <algorithm>
#include <bit>
#include <new>
#include <string>

#include "beam/base/error.h"

namespace klay {

struct Spectrum::Transform {
  explicit Transform(int frame_size)
      : size(frame_size),
        in(static_cast<float*>(av_calloc(static_cast<size_t>(size), sizeof(float)))),
        out(static_cast<AVComplexFloat*>(
            av_calloc(static_cast<size_t>(size) / 2 + 1, sizeof(AVComplexFloat)))) {
    const float scale = 1;
    const int status = av_tx_init(&context, &function, AV_TX_FLOAT_RDFT, 0, size, &scale, 0);
    if (status < 0 || in == nullptr || out == nullptr) {
      Free();
      throw std::bad_alloc();
    }
  }
  Transform(const Transform&) = delete;
  Transform& operator=(const Transform&) = delete;
  ~Transform() { Free(); }

  void Free() {
    av_tx_uninit(&context);
    av_freep(&in);
    av_freep(&out);
  }

  int size;
  float* in;
  AVComplexFloat* out;
  AVTXContext* context = nullptr;
  av_tx_fn function = nullptr;
};

Spectrum::Spectrum(int size) {
  if (size < 16 || size > 65536 || !std::has_single_bit(static_cast<unsigned>(size))) {
    throw beam::Error(
        beam::ErrorCode::kInvalidArgument,
        "a spectrum is of 16 to 65536 samples, a power of two: found " + std::to_string(size));
  }
  transform_ = std::make_unique<Transform>(size);
}

Spectrum::Spectrum(Spectrum&&) noexcept = default;
Spectrum& Spectrum::operator=(Spectrum&&) noexcept = default;
Spectrum::~Spectrum() = default;

int Spectrum::size() const {
  return transform_->size;
}

void Spectrum::Power(std::span<const float> frame, std::span<float> power) {
  Transform& t = *transform_;
  std::ranges::copy(frame.first(static_cast<size_t>(t.size)), t.in);
  t.function(t.context, t.out, t.in, sizeof(float));
  for (size_t k = 0; k <= static_cast<size_t>(t.size / 2); ++k) {
    power[k] = t.out[k].re * t.out[k].re + t.out[k].im * t.out[k].im;
  }
}

}  // namespace klay
