#include "klay_beam/audio/quantizer.h"

#include <cmath>

namespace klay {

Quantizer::Quantizer(int bits, bool dither)
    : scale_(std::ldexp(1, bits - 1)), largest_(scale_ - 1), shift_(32 - bits), dither_(dither) {}

double Quantizer::Triangle() {
  constexpr double kRange = 4294967296;
  return (static_cast<double>(random_()) - static_cast<double>(random_())) / kRange;
}

void Quantizer::Process(std::span<const float> samples, int32_t* out, int stride) {
  for (const float sample : samples) {
    double scaled = sample * scale_;
    // Full scale itself is one step beyond the largest integer, and is not called clipped.
    clipped_ += std::fabs(scaled) > scale_ ? 1 : 0;
    if (dither_) scaled += Triangle();
    if (scaled > largest_) scaled = largest_;
    if (scaled < -scale_) scaled = -scale_;
    if (std::isnan(scaled)) scaled = 0;
    *out = static_cast<int32_t>(static_cast<uint32_t>(static_cast<int32_t>(std::lrint(scaled)))
                                << shift_);
    out += stride;
  }
}

}  // namespace klay
