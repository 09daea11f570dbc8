#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "klay_beam/audio/audio_reader.h"
#include "klay_beam/audio/byte_sink.h"
#include "klay_beam/audio/byte_source.h"
#include "klay_beam/audio/encoder.h"
#include "klay_beam/audio/process/step.h"

namespace klay {

/// How one file's audio becomes another's.
struct TranscodeOptions {
  DecodeOptions decode = {};
  Step step = {};  ///< What is done with the sound in between.
  AudioFormat format = AudioFormat::kWav;
  EncodeOptions encode = {};
  /// Takes those tags of the source along that the encoder knows; `encode.tags` come before them.
  bool copy_tags = false;
};

/// What came of it.
struct Transcoded {
  double source_seconds = 0;  ///< Decoded from the source, before resampling.
  SoundFormat format = {};    ///< Of what was written.
  int64_t frames = 0;         ///< Written.
  int64_t clipped = 0;        ///< Samples beyond full scale, which saturated.
  /// What of the source is missing or was corrupt; absent when it is sound.
  std::optional<std::string> damage = {};

  /// Written [s].
  double seconds() const { return static_cast<double>(frames) / format.sample_rate; }
};

/// Decodes `source` and encodes it into `sink`, block by block, so that neither is held whole; but
/// Ogg, whose bytes are, so that the same samples give the same bytes. What a damaged source still
/// has is written. Throws as AudioReader, the step and Encoder do, and data_loss when no audio
/// comes out at all; what is in the sink then is no file.
Transcoded Transcode(ByteSource& source, ByteSink& sink, const TranscodeOptions& options);

}  // namespace klay
