#pragma once

#include "klay_beam/features/frames.h"

namespace klay {

/// The root of the mean square of each frame, channels x frames x 1 [of full scale]:
/// sqrt(sum of x[n]^2 / frame_length), with zeros before and behind the sound. As
/// librosa.feature.rms. Throws as ForEachFrame.
FeatureMap Rms(const Audio& audio, const FrameOptions& options = {});

/// The share of each frame's samples whose sign is not that of the sample before, channels x frames
/// x 1 [0 to 1]. Samples up to 1e-10 in size count as zeros, zeros as positive; the first and the
/// last sample go on before and behind the sound. As librosa.feature.zero_crossing_rate. Throws as
/// ForEachFrame.
FeatureMap ZeroCrossingRate(const Audio& audio, const FrameOptions& options = {});

}  // namespace klay
