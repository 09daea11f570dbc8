#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "klay_beam/audio/audio.h"

namespace klay {

/// How steep and deep the anti-alias filter is: libsoxr's LQ, MQ, HQ and VHQ.
enum class ResampleQuality { kLow, kMedium, kHigh, kVeryHigh };

/// Changes the rate of one channel, block by block, by libsoxr (linear phase, no delay). How the
/// signal is cut into blocks does not change a bit of the result.
class Resampler {
 public:
  /// Throws invalid_argument when a rate is not in 1 .. 768,000 Hz.
  Resampler(int in_rate, int out_rate, ResampleQuality quality = ResampleQuality::kHigh);
  Resampler(Resampler&&) noexcept;
  Resampler& operator=(Resampler&&) noexcept;
  ~Resampler();

  /// Room that the next Process of `frames` may need, and what Flush needs with 0.
  int64_t MaxOutput(int64_t frames) const;

  /// Takes `input` in and writes what is ready to `output`, which holds MaxOutput(input.size()).
  /// Returns the samples written.
  int64_t Process(std::span<const float> input, float* output);

  /// Ends the signal: writes the rest, so that all that was written is OutputFrames of all that
  /// went in. Nothing can be processed afterwards.
  int64_t Flush(float* output);

  /// round(frames x out_rate / in_rate), halves up.
  static int64_t OutputFrames(int64_t frames, int in_rate, int out_rate);

 private:
  struct Engine;

  int in_rate_;
  int out_rate_;
  int64_t taken_ = 0;
  int64_t written_ = 0;
  std::unique_ptr<Engine> engine_;
};

/// `audio` at `sample_rate` [Hz], channel by channel; as it is when it has that rate. Throws as
/// Resampler does.
Audio Resample(const Audio& audio, int sample_rate,
               ResampleQuality quality = ResampleQuality::kHigh);

}  // namespace klay
