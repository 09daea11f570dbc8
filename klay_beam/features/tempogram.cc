#include "klay_beam/features/tempogram.h"

#include <algorithm>
#include <bit>
#include <string>
#include <vector>

#include "beam/base/error.h"
#include "klay_beam/audio/process/overlap_add.h"
#include "klay_beam/audio/process/real_fft.h"

namespace klay {
namespace {

constexpr int kLongestWindow = 32768;  // The transform has twice as many.

void CheckWindow(int win_length) {
  if (win_length >= 2 && win_length <= kLongestWindow) return;
  throw beam::Error(beam::ErrorCode::kInvalidArgument,
                    "a tempogram compares 2 to " + std::to_string(kLongestWindow) +
                        " frames: win_length " + std::to_string(win_length));
}

/// `onsets` between ramps of `width` values.
std::vector<float> WithRamps(std::span<const float> onsets, size_t width) {
  std::vector<float> padded(width + onsets.size() + width);
  std::ranges::copy(onsets, padded.begin() + static_cast<std::ptrdiff_t>(width));
  for (size_t i = 0; i < width; ++i) {
    const float part = static_cast<float>(i) / static_cast<float>(width);
    padded[i] = onsets.front() * part;
    padded[padded.size() - 1 - i] = onsets.back() * part;
  }
  return padded;
}

/// Correlates windowed frames with themselves, by the theorem of Wiener and Khinchin.
class Autocorrelation {
 public:
  /// The transform is so long that the end of a frame never meets its begin.
  explicit Autocorrelation(int size)
      : window_(HannWindow(size)),
        fft_(static_cast<int>(std::bit_ceil(2 * static_cast<unsigned>(size)))),
        lags_(window_.size()) {}

  /// Its lags from 0 on, as many as the frame is long; they stay until the next call.
  std::span<const float> Of(std::span<const float> frame) {
    TransformFrame(frame);
    TransformPowers();
    // What cannot be negative may come out so, by rounding.
    for (float& value : lags_) value = std::max(0.0F, value);
    const float largest = std::ranges::max(lags_);
    if (largest > 0) {
      for (float& value : lags_) value /= largest;
    }
    return lags_;
  }

 private:
  void TransformFrame(std::span<const float> frame) {
    const std::span<float> in = fft_.input();
    for (size_t n = 0; n < frame.size(); ++n) in[n] = frame[n] * window_[n];
    std::ranges::fill(in.subspan(frame.size()), 0.0F);
    powers_.clear();
    for (const std::complex<float> value : fft_.Transform()) powers_.push_back(std::norm(value));
  }

  /// The powers are real and symmetric, so that forwards is as good as backwards.
  void TransformPowers() {
    const std::span<float> in = fft_.input();
    std::ranges::copy(powers_, in.begin());
    std::ranges::copy(std::span(powers_).subspan(1, powers_.size() - 2), in.rbegin());
    const std::span<const std::complex<float>> out = fft_.Transform();
    for (size_t lag = 0; lag < lags_.size(); ++lag) lags_[lag] = out[lag].real();
  }

  std::vector<float> window_;
  RealFft fft_;
  std::vector<float> powers_;
  std::vector<float> lags_;
};

}  // namespace

void ForEachTempogramFrame(std::span<const float> onsets, int win_length,
                           const std::function<void(std::span<const float> frame)>& take) {
  CheckWindow(win_length);
  if (onsets.empty()) return;
  const auto size = static_cast<size_t>(win_length);
  const std::vector<float> padded = WithRamps(onsets, size / 2);
  Autocorrelation autocorrelation(win_length);
  for (size_t t = 0; t < onsets.size(); ++t) {
    take(autocorrelation.Of(std::span(padded).subspan(t, size)));
  }
}

FeatureMap Tempogram(const Audio& audio, const TempogramOptions& options) {
  const FeatureMap onsets = OnsetStrength(audio, options.onset);
  CheckWindow(options.win_length);
  FeatureMap map(onsets.channels, onsets.frames, options.win_length);
  auto out = map.values.begin();
  for (int c = 0; c < map.channels; ++c) {
    ForEachTempogramFrame(onsets.channel(c), options.win_length, [&](std::span<const float> frame) {
      out = std::ranges::copy(frame, out).out;
    });
  }
  return map;
}

}  // namespace klay
