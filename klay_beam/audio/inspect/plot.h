#pragma once

#include <vector>

#include "klay_beam/audio/inspect/overview.h"
#include "klay_beam/audio/inspect/picture.h"

namespace klay {

/// A picture of a sound of `seconds` at `sample_rate`: its waveform above, with full scale at the
/// edges, and its spectrogram below, from 0 Hz to half the rate, black to white for -110 to 0 dB of
/// a sine of full scale; with marks for time and frequency.
Picture Plot(const std::vector<Overview::Column>& columns, double seconds, int sample_rate);

}  // namespace klay
