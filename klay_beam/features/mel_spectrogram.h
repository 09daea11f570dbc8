#pragma once

#include "klay_beam/features/decibels.h"
#include "klay_beam/features/mel_filter_bank.h"
#include "klay_beam/features/stft.h"

namespace klay {

/// The defaults are librosa's.
struct MelOptions {
  StftOptions stft = {};
  MelBands mel = {};
  float power = 2;  ///< 2: of powers; 1: of magnitudes.
};

/// The spectrum in mel bands, channels x frames x n_mels: the sum over k of w[m, k] |X[t,
/// k]|^power, where w is MelFilterBank's and X is Stft's. As librosa.feature.melspectrogram. Throws
/// as MelFilterBank and Stft.
FeatureMap MelSpectrogram(const Audio& audio, const MelOptions& options = {});

/// MelSpectrogram in decibels, channels x frames x n_mels [dB]: what librosa.power_to_db makes of
/// it. Throws as MelSpectrogram and PowerToDb.
FeatureMap LogMelSpectrogram(const Audio& audio, const MelOptions& options = {},
                             const DecibelOptions& decibels = {});

}  // namespace klay
