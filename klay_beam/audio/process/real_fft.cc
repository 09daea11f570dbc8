#include "klay_beam/audio/process/real_fft.h"

extern "C" {
#include <libavutil/mem.h>
#include <libavutil/tx.h>
}

#include <algorithm>
#include <bit>
#include <cmath>
#include <new>
#include <numbers>
#include <string>
#include <vector>

#include "beam/base/error.h"

namespace klay {
namespace {

constexpr int kLargestSize = 65536;
constexpr int kMostParts = 63;

/// Into how many sequences `size` is split so that FFmpeg has a fast transform of each: `size`'s
/// odd part without 15, 7, 5 or 3.
int CountParts(int size) {
  const int odd = size >> std::countr_zero(static_cast<unsigned>(size));
  for (const int factor : {15, 7, 5, 3}) {
    if (odd % factor == 0) return odd / factor;
  }
  return odd;
}

void CheckSize(int size) {
  if (size >= 4 && size <= kLargestSize && size % 4 == 0 && CountParts(size) <= kMostParts) return;
  throw beam::Error(beam::ErrorCode::kInvalidArgument,
                    "a transform is of a multiple of four samples up to 65536 with a largest odd "
                    "factor up to 63, or that times 3, 5, 7 or 15: found " +
                        std::to_string(size));
}

/// Memory as FFmpeg's transforms want it aligned.
class AlignedFloats {
 public:
  explicit AlignedFloats(int count)
      : data_(static_cast<float*>(av_calloc(static_cast<size_t>(count), sizeof(float)))) {
    if (data_ == nullptr) throw std::bad_alloc();
  }
  AlignedFloats(const AlignedFloats&) = delete;
  AlignedFloats& operator=(const AlignedFloats&) = delete;
  ~AlignedFloats() { av_freep(&data_); }

  float* data() { return data_; }

 private:
  float* data_;
};

/// FFmpeg's transform of one part.
class PartFft {
 public:
  explicit PartFft(int size) {
    const float scale = 1;
    if (av_tx_init(&context_, &function_, AV_TX_FLOAT_RDFT, 0, size, &scale, 0) < 0) {
      throw beam::Error(beam::ErrorCode::kInternal,
                        "FFmpeg has no transform of this size: " + std::to_string(size));
    }
  }
  PartFft(const PartFft&) = delete;
  PartFft& operator=(const PartFft&) = delete;
  ~PartFft() { av_tx_uninit(&context_); }

  void Transform(float* out, float* in) { function_(context_, out, in, sizeof(float)); }

 private:
  AVTXContext* context_ = nullptr;
  av_tx_fn function_ = nullptr;
};

}  // namespace

struct RealFft::State {
  explicit State(int frame_size)
      : size(frame_size),
        parts(CountParts(frame_size)),
        part_size(frame_size / parts),
        fft(part_size),
        in(frame_size),
        part_in(part_size),
        part_out(part_size + 2),
        out(static_cast<size_t>(frame_size / 2 + 1)) {
    if (parts == 1) return;
    part_re.resize(static_cast<size_t>(part_size));
    part_im.resize(static_cast<size_t>(part_size));
    sum_re.resize(out.size());
    sum_im.resize(out.size());
    for (int j = 0; j < parts; ++j) {
      for (int k = 0; k <= size / 2; ++k) {
        const auto steps = static_cast<int64_t>(j) * k % size;
        const double angle = -2 * std::numbers::pi * static_cast<double>(steps) / size;
        turn_re.push_back(static_cast<float>(std::cos(angle)));
        turn_im.push_back(static_cast<float>(std::sin(angle)));
      }
    }
  }

  /// The transform of every `parts`th sample from `j` on, all part_size values of it.
  void TransformPart(int j) {
    for (int n = 0; n < part_size; ++n) part_in.data()[n] = in.data()[j + n * parts];
    fft.Transform(part_out.data(), part_in.data());
    const auto last = static_cast<size_t>(part_size);
    for (size_t k = 0; k <= last / 2; ++k) {
      part_re[k] = part_out.data()[2 * k];
      part_im[k] = part_out.data()[2 * k + 1];
    }
    for (size_t k = 1; k < last / 2; ++k) {
      part_re[last - k] = part_re[k];
      part_im[last - k] = -part_im[k];
    }
  }

  /// Adds part `j`, which repeats every part_size bins, turned by e^(-2 pi i j k / size).
  void AddPart(int j) {
    const size_t turns = static_cast<size_t>(j) * out.size();
    for (size_t begin = 0; begin < out.size(); begin += static_cast<size_t>(part_size)) {
      const size_t count = std::min(static_cast<size_t>(part_size), out.size() - begin);
      const float* wr = &turn_re[turns + begin];
      const float* wi = &turn_im[turns + begin];
      float* re = &sum_re[begin];
      float* im = &sum_im[begin];
      for (size_t k = 0; k < count; ++k) {
        re[k] += wr[k] * part_re[k] - wi[k] * part_im[k];
        im[k] += wr[k] * part_im[k] + wi[k] * part_re[k];
      }
    }
  }

  void TransformParts() {
    std::ranges::fill(sum_re, 0.0F);
    std::ranges::fill(sum_im, 0.0F);
    for (int j = 0; j < parts; ++j) {
      TransformPart(j);
      AddPart(j);
    }
    for (size_t k = 0; k < out.size(); ++k) out[k] = {sum_re[k], sum_im[k]};
  }

  int size;
  int parts;
  int part_size;
  PartFft fft;
  AlignedFloats in;
  AlignedFloats part_in;
  AlignedFloats part_out;
  std::vector<std::complex<float>> out;
  std::vector<float> part_re, part_im;  ///< One part's transform.
  std::vector<float> sum_re, sum_im;    ///< The sum of the parts that are transformed already.
  std::vector<float> turn_re, turn_im;  ///< e^(-2 pi i j k / size), parts x bins.
};

RealFft::RealFft(int size) {
  CheckSize(size);
  state_ = std::make_unique<State>(size);
}

RealFft::RealFft(RealFft&&) noexcept = default;
RealFft& RealFft::operator=(RealFft&&) noexcept = default;
RealFft::~RealFft() = default;

int RealFft::size() const {
  return state_->size;
}

std::span<float> RealFft::input() {
  return {state_->in.data(), static_cast<size_t>(state_->size)};
}

std::span<const std::complex<float>> RealFft::Transform() {
  State& s = *state_;
  if (s.parts > 1) {
    s.TransformParts();
    return s.out;
  }
  s.fft.Transform(s.part_out.data(), s.in.data());
  // A complex number lies in memory as its two parts, in this order ([complex.numbers.general]).
  return {reinterpret_cast<const std::complex<float>*>(s.part_out.data()), s.out.size()};
}

}  // namespace klay
