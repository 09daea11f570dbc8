#pragma once

#include "klay_beam/features/stft.h"

namespace klay {

/// The middle of each frame's spectrum, channels x frames x 1 [Hz]: sum of f[k] |X[t, k]| / sum of
/// |X[t, k]|; 0 when silent. As librosa.feature.spectral_centroid. Throws as Stft.
FeatureMap SpectralCentroid(const Audio& audio, const StftOptions& options = {});

/// The lowest f[k] with at least `roll_percent` of the sum of |X[t, k]| at or below it, channels x
/// frames x 1 [Hz]. As librosa.feature.spectral_rolloff. Throws as Stft, and invalid_argument
/// unless 0 < roll_percent < 1.
FeatureMap SpectralRolloff(const Audio& audio, const StftOptions& options = {},
                           double roll_percent = 0.85);

/// The geometric over the arithmetic mean of max(1e-10, |X[t, k]|^2), channels x frames x 1 [0: a
/// tone, 1: white]. As librosa.feature.spectral_flatness. Throws as Stft.
FeatureMap SpectralFlatness(const Audio& audio, const StftOptions& options = {});

}  // namespace klay
