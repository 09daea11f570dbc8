#pragma once

#include <vector>

#include "klay_beam/features/onset_strength.h"

namespace klay {

/// The defaults are librosa's.
struct TempoOptions {
  OnsetOptions onset = {};
  double start_bpm = 120;  ///< The likeliest tempo [beats per minute].
  double std_bpm = 1;      ///< How far off tempos commonly are [octaves].
  double ac_size = 8;      ///< The tempogram's window [s].
  double max_tempo = 320;  ///< Faster ones are not looked for [beats per minute].
};

/// The tempo of each channel [beats per minute], that of the lag l with the largest
///
///     ln(1 + 10^6 A[l]) - (log2(bpm(l) / start_bpm) / std_bpm)^2 / 2
///
/// where A is the mean of Tempogram's frames, bpm(l) = 60 sample_rate / (hop_length l), and only
/// tempos below max_tempo count. So a tempo is one of those whose beat is a whole number of frames.
/// As librosa.feature.tempo; but a channel without onsets has tempo 0, where librosa gives the one
/// next to start_bpm. Throws as OnsetStrength, and invalid_argument for options that are not
/// positive, or windows that no beat fits in or that are longer than Tempogram's.
std::vector<double> Tempo(const Audio& audio, const TempoOptions& options = {});

}  // namespace klay
