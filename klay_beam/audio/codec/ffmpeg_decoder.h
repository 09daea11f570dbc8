#pragma once

#include <memory>

#include "klay_beam/audio/codec/decoder.h"

namespace klay {

/// A decoder by FFmpeg's libraries: Ogg Vorbis, Opus, MP3, M4A, WebM, the sound of a video and all
/// the rest. Gapless: encoder delay and padding are cut off as the file declares them. A rate or
/// channel count that changes in mid-stream is converted to the first one's. Throws as FfmpegInput
/// does.
std::unique_ptr<Decoder> OpenFfmpegDecoder(ByteSource& source);

}  // namespace klay
