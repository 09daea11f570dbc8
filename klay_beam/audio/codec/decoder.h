#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "klay_beam/audio/audio_info.h"
#include "klay_beam/audio/byte_source.h"

namespace klay {

/// One audio stream, decoded block by block from front to end.
class Decoder {
 public:
  virtual ~Decoder() = default;

  virtual const AudioInfo& format() const = 0;

  /// Decodes the next frames into `interleaved` (room for a whole number of frames) and returns
  /// their number; 0 is the end. Corrupt packets are skipped. Throws what the source throws, and
  /// data_loss when nothing can go on.
  virtual size_t Read(std::span<float> interleaved) = 0;

  /// Called before the first Read: makes it begin at `frame` without decoding all that is in front.
  /// False where this stream cannot be entered to the frame; then only a new decoder can read.
  virtual bool Seek(int64_t frame) = 0;

  /// What was corrupt and, after the end, what is missing, in words; absent when the stream was
  /// sound.
  virtual std::optional<std::string> damage() const = 0;
};

/// Opens the decoder that the first bytes call for; the name does not count. `source` must outlive
/// it. Throws data_loss with the reason when there is no audio to decode.
std::unique_ptr<Decoder> OpenDecoder(ByteSource& source);

}  // namespace klay
