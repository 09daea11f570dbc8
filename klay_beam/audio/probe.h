#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "klay_beam/audio/byte_source.h"

namespace klay {

/// What a file says of its audio.
struct AudioInfo {
  std::string container;  ///< "wav", "flac", "ogg", "mp3", "mov,mp4,m4a,3gp,3g2,mj2"
  std::string codec;      ///< "pcm_s16", "flac", "vorbis", "aac"
  int sample_rate = 0;    ///< [Hz]
  int channels = 0;
  std::optional<int64_t> frames;  ///< Absent where only decoding would tell.
  bool frames_exact = false;      ///< Whether Decode gives just as many, if the file is sound.
};

/// Reads the headers of `source` and decodes at most the few packets without which a stream's
/// format stays unknown. Throws as Decode does when there is no audio.
AudioInfo Probe(ByteSource& source);

/// The same of a file. Throws as OpenFileSource does too.
AudioInfo ProbeFile(const std::string& path);

}  // namespace klay
