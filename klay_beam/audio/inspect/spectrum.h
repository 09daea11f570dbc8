#pragma once

#include <memory>
#include <span>

namespace klay {

/// The power spectrum of real frames of one size, by FFmpeg's transform.
class Spectrum {
 public:
  /// `size`: a power of two, 16 to 65,536. Throws invalid_argument otherwise.
  explicit Spectrum(int size);
  Spectrum(Spectrum&&) noexcept;
  Spectrum& operator=(Spectrum&&) noexcept;
  ~Spectrum();

  int size() const;

  /// Writes size / 2 + 1 powers, from 0 Hz to half the rate: |sum of frame[n] e^(-2 pi i k n /
  /// size)|^2.
  void Power(std::span<const float> frame, std::span<float> power);

 private:
  struct Transform;

  std::unique_ptr<Transform> transform_;
};

}  // namespace klay
