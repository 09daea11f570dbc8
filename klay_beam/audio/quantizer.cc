#include "klay_beam/audio/quantizer.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace klay {

Quantizer::Quantizer(int bits, bool dither)
    : scale_(std::ldexp(1, bits - 1)), largest_(scale_ - 1), shift_(32 - bits), dither_(dither) {}

double Quantizer::Triangle() {
  constexpr double kRange = 4294967296;
  return (static_cast<double>(random_()) - static_cast<double>(random_())) / kRange;
}

template <bool kDither>
int64_t Quantizer::Round(std::span<const float> samples, int32_t* out) {
  // Adding and taking away 1.5 x 2^52 rounds to the nearest, as std::rint does; unlike that, it is
  // done for several samples at once.
  constexpr double kWhole = 6755399441055744;
  const double scale = scale_;
  const double largest = largest_;
  int64_t clipped = 0;
  for (size_t i = 0; i < samples.size(); ++i) {
    double scaled = samples[i] * scale;
    // Full scale itself is one step beyond the largest integer, and is not called clipped.
    clipped += std::fabs(scaled) > scale ? 1 : 0;
    if constexpr (kDither) scaled += Triangle();
    scaled = scaled > largest ? largest : scaled;
    scaled = scaled < -scale ? -scale : scaled;
    scaled = scaled == scaled ? scaled : 0;
    out[i] = static_cast<int32_t>((scaled + kWhole) - kWhole);
  }
  return clipped;
}

void Quantizer::Process(std::span<const float> samples, int32_t* out, int stride) {
  constexpr size_t kBlock = 512;
  std::array<int32_t, kBlock> rounded;
  for (size_t begin = 0; begin < samples.size(); begin += kBlock) {
    const auto block = samples.subspan(begin, std::min(kBlock, samples.size() - begin));
    clipped_ += dither_ ? Round<true>(block, rounded.data()) : Round<false>(block, rounded.data());
    for (size_t i = 0; i < block.size(); ++i) {
      *out = static_cast<int32_t>(static_cast<uint32_t>(rounded[i]) << shift_);
      out += stride;
    }
  }
}

}  // namespace klay
