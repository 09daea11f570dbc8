#include "klay_beam/speech/whisper/log_sum_exp.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

namespace klay {
namespace {

constexpr std::size_t kLanes = 4;
// Compilers find no way to do this with arrays.
using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));
using Bits = std::int32_t __attribute__((vector_size(kLanes * sizeof(float))));

constexpr float kNothing = -std::numeric_limits<float>::infinity();

/// e^x for x <= 0, without branches: 2^n e^r with |r| <= ln(2) / 2, where e^r is its Taylor series
/// up to r^6 / 720, whose rest is below 1.3e-7. Below -87, where floats end, it is e^-87.
Lanes ExpOfNegative(Lanes x) {
  constexpr float kLog2E = 1.442695041F;
  constexpr float kLn2High = 0.693359375F;  // Few bits, so that n times it is exact.
  constexpr float kLn2Low = -2.12194440e-4F;
  constexpr float kRounder = 12582912.0F;  // 1.5 x 2^23: adding it leaves no bits behind the point.
  x = x < -87.0F ? Lanes{} - 87.0F : x;
  const Lanes shifted = x * kLog2E + kRounder;
  const Lanes n = shifted - kRounder;
  const Lanes r = (x - n * kLn2High) - n * kLn2Low;
  Lanes series = r * (1.0F / 720) + 1.0F / 120;
  series = series * r + 1.0F / 24;
  series = series * r + 1.0F / 6;
  series = series * r + 0.5F;
  series = series * r + 1.0F;
  series = series * r + 1.0F;
  const Bits exponent = (reinterpret_cast<Bits>(shifted) - std::bit_cast<std::int32_t>(kRounder))
                        << 23;
  return reinterpret_cast<Lanes>(reinterpret_cast<Bits>(series) + exponent);
}

/// The values from `at` on; behind the last there is nothing.
Lanes Load(std::span<const float> values, std::size_t at) {
  Lanes lanes = Lanes{} + kNothing;
  std::memcpy(&lanes, &values[at], std::min(kLanes, values.size() - at) * sizeof(float));
  return lanes;
}

float Largest(std::span<const float> values) {
  Lanes largest = Lanes{} + kNothing;
  std::size_t i = 0;
  for (; i + kLanes <= values.size(); i += kLanes) {
    Lanes lanes;
    std::memcpy(&lanes, &values[i], sizeof(lanes));
    largest = largest < lanes ? lanes : largest;
  }
  float most = i < values.size() ? std::ranges::max(values.subspan(i)) : kNothing;
  for (std::size_t lane = 0; lane < kLanes; ++lane) most = std::max(most, largest[lane]);
  return most;
}

}  // namespace

float LogSumExp(std::span<const float> values) {
  const float largest = Largest(values);
  if (std::isinf(largest)) return largest;
  Lanes sums = {};
  std::size_t i = 0;
  for (; i + kLanes <= values.size(); i += kLanes) {
    Lanes lanes;
    std::memcpy(&lanes, &values[i], sizeof(lanes));
    sums += ExpOfNegative(lanes - largest);
  }
  if (i < values.size()) sums += ExpOfNegative(Load(values, i) - largest);
  double sum = 0;
  for (std::size_t lane = 0; lane < kLanes; ++lane) sum += sums[lane];
  return largest + static_cast<float>(std::log(sum));
}

}  // namespace klay
