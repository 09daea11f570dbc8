#pragma once

#include <vector>

#include "klay_beam/audio/channel_layout.h"
#include "klay_beam/audio/process/step.h"

namespace klay {

/// One row for each channel that comes out: how much of each channel that goes in it takes.
using MixMatrix = std::vector<std::vector<float>>;

/// Multiplies each frame by `matrix`; its rows are the channels of `layout`. Throws
/// invalid_argument where the sound has not as many channels as a row has numbers.
Step MixChannels(MixMatrix matrix, ChannelLayout layout);

/// The mean of all channels. Mono stays as it is.
Step ToMono();

/// The usual way to fewer loudspeakers (ITU-R BS.775-4, annex 4, table 2): to mono or stereo, the
/// centre and the surround channels at -3 dB, without the low-frequency channel; scaled so that
/// full scale in all channels does not exceed it. Throws invalid_argument where a speaker of the
/// sound is unknown, or `layout` is neither mono nor stereo.
Step Downmix(ChannelLayout layout);

/// Only the channels with these numbers, in this order. Throws invalid_argument where the sound has
/// no such channel.
Step SelectChannels(std::vector<int> channels);

/// The one channel of a mono sound in each of `layout`. Throws invalid_argument where the sound has
/// several.
Step DuplicateChannel(ChannelLayout layout);

/// The matrix by which Downmix makes `to` of `from`.
MixMatrix DownmixMatrix(const ChannelLayout& from, const ChannelLayout& to);

}  // namespace klay
