#pragma once

#include <memory>

#include "klay_beam/audio/codec/decoder.h"

namespace klay {

/// A decoder by libsndfile (WAV in all its forms, AIFF, AIFF-C, CAF, AU, FLAC), or null when
/// libsndfile cannot make anything of the header. Throws what the source throws, and data_loss for
/// a format beyond the limits.
std::unique_ptr<Decoder> OpenSndfileDecoder(ByteSource& source);

}  // namespace klay
