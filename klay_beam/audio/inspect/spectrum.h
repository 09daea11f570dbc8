#pragma once

#include <span>

#include "klay_beam/audio/process/real_fft.h"

namespace klay {

/// The power spectrum of real frames of one size.
class Spectrum {
 public:
  /// `size`: a power of two, 16 to 65,536. Throws invalid_argument otherwise.
  explicit Spectrum(int size);

  int size() const { return fft_.size(); }

  /// Writes size / 2 + 1 powers, from 0 Hz to half the rate: |sum of frame[n] e^(-2 pi i k n /
  /// size)|^2.
  void Power(std::span<const float> frame, std::span<float> power);

 private:
  RealFft fft_;
};

}  // namespace klay
