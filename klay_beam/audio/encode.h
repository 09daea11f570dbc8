#pragma once

#include <string>

#include "klay_beam/audio/audio.h"
#include "klay_beam/audio/encoder.h"

namespace klay {

/// The bytes of a file with `audio`, by an Encoder. 16-bit samples are what Decode undoes exactly.
/// `clipped` gets the number of samples that were beyond full scale. Throws as Encoder does.
std::string Encode(const Audio& audio, AudioFormat format, const EncodeOptions& options = {},
                   int64_t* clipped = nullptr);

}  // namespace klay
