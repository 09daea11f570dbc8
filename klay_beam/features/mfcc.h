#pragma once

#include "klay_beam/features/mel_spectrogram.h"

namespace klay {

/// The defaults are librosa's.
struct MfccOptions {
  MelOptions mel = {};
  DecibelOptions decibels = {};
  int n_mfcc = 20;
};

/// Mel-frequency cepstral coefficients, channels x frames x n_mfcc: the orthonormal cosine
/// transform (DCT-II) of the log-mel spectrum L,
///
///     c[t, i] = s[i] x sum over m of L[t, m] cos(pi i (2 m + 1) / (2 n_mels))
///
/// where s[0] = sqrt(1 / n_mels) and the others are sqrt(2 / n_mels) (Davis and Mermelstein 1980).
/// As librosa.feature.mfcc. Throws as LogMelSpectrogram, and invalid_argument unless 1 <= n_mfcc <=
/// n_mels.
FeatureMap Mfcc(const Audio& audio, const MfccOptions& options = {});

}  // namespace klay
