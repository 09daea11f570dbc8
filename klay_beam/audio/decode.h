#pragma once

#include <optional>
#include <string>

#include "klay_beam/audio/audio.h"
#include "klay_beam/audio/audio_reader.h"
#include "klay_beam/audio/byte_source.h"

namespace klay {

/// Audio with what its file was.
struct Decoded {
  Audio audio;
  double source_seconds = 0;  ///< Decoded from the file, before resampling.
  int source_sample_rate = 0;
  int source_channels = 0;
  std::optional<std::string>
      damage;  ///< What is missing or was corrupt; absent when the file is sound.
};

/// Decodes all of `source`, or the segment that the options ask for, by an AudioReader: only the
/// result is held whole. A file that is cut short or corrupt in places comes back as far as it
/// goes, with `damage`. A segment's samples are those that the whole file has there (lossy formats:
/// within 1e-4, but for noise that a decoder draws by chance, as AAC's may). Throws as AudioReader
/// does, and data_loss when no audio comes out at all.
Decoded Decode(ByteSource& source, const DecodeOptions& options = {});

/// The same from a file. Throws as OpenFileSource does too.
Decoded DecodeFile(const std::string& path, const DecodeOptions& options = {});

}  // namespace klay
