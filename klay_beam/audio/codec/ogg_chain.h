#pragma once

#include <memory>

#include "klay_beam/audio/byte_source.h"
#include "klay_beam/audio/codec/decoder.h"

namespace klay {

/// Decodes Ogg files that were put one after another (RFC 3533, section 4) as one sound: each
/// counts its own frames, with its own beginning and end. Null where they are not several of the
/// same rate and channels. Parts that cannot be opened are left out and told as damage.
std::unique_ptr<Decoder> OpenOggChain(ByteSource& source);

}  // namespace klay
