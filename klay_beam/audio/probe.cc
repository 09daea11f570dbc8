#include "klay_beam/audio/probe.h"

#include "klay_beam/audio/codec/decoder.h"

namespace klay {

AudioInfo Probe(ByteSource& source) {
  const std::unique_ptr<Decoder> decoder = OpenDecoder(source);
  const StreamFormat& format = decoder->format();
  return {.container = format.container,
          .codec = format.codec,
          .sample_rate = format.sample_rate,
          .channels = format.channels,
          .frames = format.frames,
          .frames_exact = format.frames_exact};
}

AudioInfo ProbeFile(const std::string& path) {
  const std::unique_ptr<ByteSource> source = OpenFileSource(path);
  return Probe(*source);
}

}  // namespace klay
