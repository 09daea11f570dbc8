#pragma once

#include <functional>
#include <span>

#include "klay_beam/features/onset_strength.h"

namespace klay {

/// The defaults are librosa's.
struct TempogramOptions {
  OnsetOptions onset = {};
  int win_length = 384;  ///< Frames that are compared with one another, from 2 to 32,768.
};

/// How much the onsets around each frame are like themselves some frames later, channels x frames x
/// win_length, the lag l [frames] being the bin; the tempo of lag l is 60 sample_rate / (hop_length
/// l) beats per minute:
///
///     A[t, l] = sum over n of w[n] o[t + n - win_length / 2] w[n + l] o[t + n + l - win_length /
///     2]
///
/// divided by the frame's largest, where o is OnsetStrength and w the periodic Hann window. In
/// front of the sound and behind it o rises from 0 and falls to 0 along win_length / 2 frames.
/// (Grosche, Müller and Kurth, Cyclic tempogram, 2010.) Zeros where there are no onsets. As
/// librosa.feature.tempogram. Throws as OnsetStrength, and invalid_argument for other win_lengths.
FeatureMap Tempogram(const Audio& audio, const TempogramOptions& options = {});

/// Calls `take` with each frame of the tempogram of `onsets`, a value a frame. Throws
/// invalid_argument as Tempogram.
void ForEachTempogramFrame(std::span<const float> onsets, int win_length,
                           const std::function<void(std::span<const float> frame)>& take);

}  // namespace klay
