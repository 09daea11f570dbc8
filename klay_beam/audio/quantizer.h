#pragma once

#include <cstdint>
#include <random>
#include <span>

namespace klay {

/// Turns float samples into integers of some bits: x times 2^(bits - 1), to the nearest,
/// saturating.
class Quantizer {
 public:
  /// `bits`: 8 to 32. `dither`: see EncodeOptions.
  Quantizer(int bits, bool dither);

  /// Writes `samples` to out[0], out[stride] and so on, each in the uppermost bits of 32. What is
  /// not a number becomes 0.
  void Process(std::span<const float> samples, int32_t* out, int stride);

  /// Samples so far that were beyond full scale.
  int64_t clipped() const { return clipped_; }

 private:
  /// Rounds `samples` into the lowest bits of `out`; returns how many were beyond full scale.
  template <bool kDither>
  int64_t Round(std::span<const float> samples, int32_t* out);

  /// A random number of a triangular distribution over -1 to 1.
  double Triangle();

  double scale_;
  double largest_;
  int shift_;
  bool dither_;
  int64_t clipped_ = 0;
  std::mt19937 random_;
};

}  // namespace klay
