#include "klay_beam/audio/encode.h"

#include "klay_beam/audio/codec/ogg_pages.h"

namespace klay {

std::string Encode(const Audio& audio, AudioFormat format, const EncodeOptions& options,
                   int64_t* clipped) {
  MemorySink sink;
  Encoder encoder(sink, format, {.sample_rate = audio.sample_rate, .layout = audio.layout},
                  audio.path, options);
  encoder.Write(SoundBlock(audio));
  encoder.Finish();
  if (clipped != nullptr) *clipped = encoder.clipped();
  std::string bytes = sink.Take();
  if (format == AudioFormat::kVorbis || format == AudioFormat::kOpus) {
    SetOggSerial(bytes, kOggSerial);
  }
  return bytes;
}

}  // namespace klay
