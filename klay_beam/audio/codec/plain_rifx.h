#pragma once

#include <memory>

#include "klay_beam/audio/byte_source.h"

namespace klay {

/// A RIFX file's bytes, with the code of its samples in place of the one that says "extensible",
/// which neither libsndfile 1.2 nor FFmpeg 5.1 reads in big-endian files. Null for all other files.
/// `source` must outlive it.
std::unique_ptr<ByteSource> OpenPlainRifx(ByteSource& source);

}  // namespace klay
