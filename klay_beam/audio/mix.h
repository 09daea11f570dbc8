#pragma once

#include "klay_beam/audio/audio.h"

namespace klay {

/// The mean of each frame's channels. Mono audio comes back as it is.
Audio MixToMono(const Audio& audio);

}  // namespace klay
