#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "beam/base/error.h"
#include "klay_beam/audio/byte_sink.h"
#include "klay_beam/audio/encoder.h"
#include "klay_beam/audio/process/step.h"

namespace klay {

/// What is being encoded.
struct Encoding {
  AudioFormat format;
  SoundFormat sound;
  std::string name;  ///< What messages call the sound.
};

/// An error that ends in what was to be encoded.
beam::Error EncodingError(beam::ErrorCode code, const std::string& reason,
                          const Encoding& encoding);

/// One library's way to write a file: what an Encoder does, whose options have been checked.
class FileEncoder {
 public:
  virtual ~FileEncoder() = default;

  virtual void Write(SoundBlock block) = 0;
  virtual void Finish() = 0;

  /// Samples that were beyond full scale.
  virtual int64_t clipped() const = 0;
};

/// WAV, AIFF, FLAC, Ogg and MP3 by libsndfile. Throws invalid_argument when it refuses.
std::unique_ptr<FileEncoder> OpenSndfileEncoder(ByteSink& sink, const Encoding& encoding,
                                                const EncodeOptions& options);

/// AAC in M4A by FFmpeg's libraries. Throws invalid_argument when they refuse.
std::unique_ptr<FileEncoder> OpenFfmpegEncoder(ByteSink& sink, const Encoding& encoding,
                                               const EncodeOptions& options);

/// Writes `samples` to out[0], out[stride] and so on, cut to full scale; what is not a number
/// becomes 0. `clipped` grows by the samples that were beyond.
void CopyClipped(std::span<const float> samples, float* out, int64_t& clipped, int stride = 1);

}  // namespace klay
