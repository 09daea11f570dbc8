#include "klay_beam/features/onset_strength.h"

#include <algorithm>
#include <string>

#include "beam/base/error.h"

namespace klay {
namespace {

/// The mean over bands of what `now` has more than `before`.
float MeanRise(std::span<const float> before, std::span<const float> now) {
  double sum = 0;
  for (size_t m = 0; m < now.size(); ++m) sum += std::max(0.0F, now[m] - before[m]);
  return static_cast<float>(sum / static_cast<double>(now.size()));
}

}  // namespace

FeatureMap OnsetStrength(const Audio& audio, const OnsetOptions& options) {
  if (options.lag < 1) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "onsets compare with a frame before: lag " + std::to_string(options.lag));
  }
  const FeatureMap log_mel = LogMelSpectrogram(audio, options.mel);
  // An empty sound's options have not been looked at.
  if (log_mel.frames == 0) return {log_mel.channels, 0, 1};
  const StftOptions& stft = options.mel.stft;
  const int delay = stft.center ? stft.n_fft / (2 * stft.hop_length) : 0;
  FeatureMap map(log_mel.channels, log_mel.frames, 1);
  for (int c = 0; c < map.channels; ++c) {
    for (int64_t t = options.lag; t + delay < map.frames; ++t) {
      map.frame(c, t + delay)[0] = MeanRise(log_mel.frame(c, t - options.lag), log_mel.frame(c, t));
    }
  }
  return map;
}

}  // namespace klay
