#pragma once

#include <span>

#include "klay_beam/audio/audio.h"

namespace klay {

/// Writes the mean of each frame's channels: `interleaved` has `channels` samples a frame, `mono`
/// one. Throws invalid_argument when their sizes do not fit.
void MixToMono(std::span<const float> interleaved, int channels, std::span<float> mono);

/// The same of whole audio, with the same bits. Mono audio comes back as it is.
Audio MixToMono(const Audio& audio);

}  // namespace klay
