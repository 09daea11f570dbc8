#pragma once

#include <vector>

#include "klay_beam/features/stft.h"

namespace klay {

/// The defaults are librosa's, but for the tuning, which librosa estimates from the sound.
struct ChromaOptions {
  StftOptions stft = {};
  int n_chroma = 12;  ///< Classes an octave.
  double tuning = 0;  ///< How far A lies above 440 Hz [classes].
};

/// How much each bin counts for each pitch class, n_chroma x (n_fft / 2 + 1): a bump e^(-2 d^2)
/// over the distance d in classes (or in bins, where those are wider) with unit norm over the
/// classes, times e^(-(o - 5)^2 / 8) for the bin's octave o (Ellis, Chroma Feature Analysis and
/// Synthesis, 2007). The first class is C. As librosa.filters.chroma.
/// Throws invalid_argument unless n_chroma >= 1, and as FrameTransform.
std::vector<float> ChromaFilterBank(int sample_rate, const ChromaOptions& options);

/// The energy of each pitch class, channels x frames x n_chroma [of the frame's highest]: the sum
/// over k of w[i, k] |X[t, k]|^2, where w is ChromaFilterBank's, divided by the frame's largest;
/// zeros when silent. As librosa.feature.chroma_stft with its tuning given. Throws as Stft, and
/// invalid_argument unless n_chroma >= 1.
FeatureMap ChromaStft(const Audio& audio, const ChromaOptions& options = {});

}  // namespace klay
