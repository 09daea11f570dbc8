#pragma once

#include "beam/coders/coder.h"
#include "klay_beam/audio/audio.h"

namespace beam {

/// An audio buffer: path, rate and channels, then the planar samples as little-endian float32.
template <>
struct Coder<klay::Audio> {
  static void Encode(const klay::Audio& audio, ByteWriter& out);
  static klay::Audio Decode(ByteReader& in);
};

}  // namespace beam
