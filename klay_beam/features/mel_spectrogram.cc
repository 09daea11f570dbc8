#include "klay_beam/features/mel_spectrogram.h"

namespace klay {

FeatureMap MelSpectrogram(const Audio& audio, const MelOptions& options) {
  // An empty Audio may have no sample rate, which filters need.
  if (audio.frames == 0) return {audio.channels, 0, options.mel.n_mels};
  const MelFilterBank filters(audio.sample_rate, options.stft.n_fft, options.mel);
  return MapSpectra(
      audio, options.stft, options.power, filters.bands(),
      [&](std::span<const float> spectrum, std::span<float> out) { filters.Apply(spectrum, out); });
}

FeatureMap LogMelSpectrogram(const Audio& audio, const MelOptions& options,
                             const DecibelOptions& decibels) {
  FeatureMap map = MelSpectrogram(audio, options);
  PowerToDb(map, decibels);
  return map;
}

}  // namespace klay
