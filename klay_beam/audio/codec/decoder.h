#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "klay_beam/audio/byte_source.h"

namespace klay {

/// Beyond these a header is taken for a lie.
inline constexpr int kMaxChannels = 64;
inline constexpr int kMaxSampleRate = 768000;

/// What a stream says of itself before it is decoded.
struct StreamFormat {
  std::string container;  ///< "wav", "ogg", "mov,mp4,m4a,3gp,3g2,mj2"
  std::string codec;      ///< "pcm_s16", "vorbis", "aac"
  int sample_rate = 0;    ///< [Hz]
  int channels = 0;
  std::optional<int64_t> frames;  ///< As the stream itself declares; absent where it does not.
  bool frames_exact = false;      ///< To the frame, rather than about.
};

/// One audio stream, decoded block by block from front to end.
class Decoder {
 public:
  virtual ~Decoder() = default;

  virtual const StreamFormat& format() const = 0;

  /// Decodes the next frames into `interleaved` (room for a whole number of frames) and returns
  /// their number; 0 is the end. Corrupt packets are skipped. Throws what the source throws, and
  /// data_loss when nothing can go on.
  virtual size_t Read(std::span<float> interleaved) = 0;

  /// After the end: what is missing or was corrupt, in words; absent when the stream was sound.
  virtual std::optional<std::string> damage() const = 0;
};

/// Opens the decoder that the first bytes call for; the name does not count. `source` must outlive
/// it. Throws data_loss with the reason when there is no audio to decode.
std::unique_ptr<Decoder> OpenDecoder(ByteSource& source);

}  // namespace klay
