#pragma once

#include <complex>
#include <functional>
#include <span>
#include <vector>

#include "klay_beam/audio/audio.h"
#include "klay_beam/audio/process/real_fft.h"
#include "klay_beam/features/feature_map.h"
#include "klay_beam/features/frames.h"

namespace klay {

/// How a sound is cut and transformed; the defaults are librosa's.
struct StftOptions {
  int n_fft = 2048;      ///< Samples transformed at once, as RealFft takes them.
  int hop_length = 512;  ///< [samples]
  int win_length = 0;    ///< The window's samples, in the middle of n_fft; 0: n_fft.
  bool center = true;    ///< As FrameOptions; zeros lie before and behind the sound.

  /// n_fft / 2 + 1; bin k lies at k x sample_rate / n_fft [Hz].
  int bins() const { return n_fft / 2 + 1; }
  FrameOptions frames() const {
    return {.frame_length = n_fft, .hop_length = hop_length, .center = center};
  }
};

/// Transforms windowed frames, one after the other.
class FrameTransform {
 public:
  /// Throws invalid_argument when RealFft does not take n_fft, or unless 0 <= win_length <= n_fft.
  explicit FrameTransform(const StftOptions& options);

  /// The transform of `frame`, n_fft samples, times the periodic Hann window; it stays until the
  /// next call.
  std::span<const std::complex<float>> Transform(std::span<const float> frame);

 private:
  RealFft fft_;
  std::vector<float> window_;
};

/// The short-time Fourier transform, channels x frames x (n_fft / 2 + 1), without a scale:
///
///     X[t, k] = sum over n of hann[n] x[t hop_length + n - n_fft / 2] e^(-2 pi i k n / n_fft)
///
/// As librosa.stft. Throws as FrameTransform and ForEachFrame.
ComplexMap Stft(const Audio& audio, const StftOptions& options = {});

/// |Stft|^power, channels x frames x (n_fft / 2 + 1). Throws as Stft.
FeatureMap Spectrogram(const Audio& audio, const StftOptions& options = {}, float power = 2);

/// The map of `bins` values a frame that `fill` makes of |X[t, k]|^power. Throws as Stft.
FeatureMap MapSpectra(
    const Audio& audio, const StftOptions& options, float power, int bins,
    const std::function<void(std::span<const float> spectrum, std::span<float> out)>& fill);

}  // namespace klay
