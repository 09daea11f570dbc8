#pragma once

#include "klay_beam/audio/byte_source.h"

namespace klay {

/// Whether the chunks of a WAV, AIFF or AIFF-C file follow each other to its end, as far as
/// libsndfile has to find its way by them: it takes sizes beyond 2^31 for steps back, and goes in
/// circles for ever (version 1.2.0). True for other files, false for lists of other things than
/// texts, which have sizes of their own inside.
bool HasSoundChunks(ByteSource& source);

}  // namespace klay
