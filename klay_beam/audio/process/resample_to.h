#pragma once

#include "klay_beam/audio/process/step.h"
#include "klay_beam/audio/resample.h"

namespace klay {

/// Changes the rate to `sample_rate` [Hz], each channel by a Resampler, without delay:
/// Resampler::OutputFrames frames come out. Throws as Resampler does.
Step ResampleTo(int sample_rate, ResampleQuality quality = ResampleQuality::kHigh);

}  // namespace klay
