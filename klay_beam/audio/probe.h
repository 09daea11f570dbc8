#pragma once

#include <string>

#include "klay_beam/audio/audio_info.h"
#include "klay_beam/audio/byte_source.h"

namespace klay {

/// Reads the headers of `source` and decodes at most the few packets without which a stream's
/// format stays unknown. Throws as Decode does when there is no audio.
AudioInfo Probe(ByteSource& source);

/// The same of a file. Throws as OpenFileSource does too.
AudioInfo ProbeFile(const std::string& path);

}  // namespace klay
