#pragma once

#include <complex>
#include <memory>
#include <span>

namespace klay {

/// The discrete Fourier transform of real sequences of one size:
///
///     X[k] = sum over n of x[n] e^(-2 pi i k n / size), k from 0 to size / 2
///
/// without a scale, as numpy.fft.rfft. FFmpeg's transform does sizes 2^a, 3 x 2^a, 5 x 2^a, 7 x 2^a
/// and 15 x 2^a; others are split into at most 63 of those (Cooley and Tukey 1965), which costs
/// size x their number more.
class RealFft {
 public:
  /// `size`: a multiple of four up to 65,536. Throws invalid_argument for others, and for those
  /// that would be split into more than 63.
  explicit RealFft(int size);
  RealFft(RealFft&&) noexcept;
  RealFft& operator=(RealFft&&) noexcept;
  ~RealFft();

  int size() const;

  /// The sequence to transform: `size` values to write. Transform may overwrite them.
  std::span<float> input();

  /// Transforms the input: size / 2 + 1 values, which stay until the next call.
  std::span<const std::complex<float>> Transform();

 private:
  struct State;

  std::unique_ptr<State> state_;
};

}  // namespace klay
