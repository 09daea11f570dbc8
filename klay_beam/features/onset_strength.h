#pragma once

#include "klay_beam/features/mel_spectrogram.h"

namespace klay {

/// The defaults are librosa's.
struct OnsetOptions {
  MelOptions mel = {};
  int lag = 1;  ///< The frames between the two that are compared.
};

/// How much louder each frame is than the one before, channels x frames x 1 [dB]: the mean over
/// bands of max(0, L[t, m] - L[t - lag, m]), where L is LogMelSpectrogram (Böck and Widmer 2013,
/// without their maximum filter). Where frames are centered, frame t + n_fft / (2 hop_length) has
/// t's value, so that onsets are not early; the frames in front are 0. As
/// librosa.onset.onset_strength. Throws as LogMelSpectrogram, and invalid_argument unless lag >= 1.
FeatureMap OnsetStrength(const Audio& audio, const OnsetOptions& options = {});

}  // namespace klay
