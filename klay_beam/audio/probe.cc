#include "klay_beam/audio/probe.h"

#include "klay_beam/audio/codec/decoder.h"

namespace klay {

AudioInfo Probe(ByteSource& source) {
  return OpenDecoder(source)->format();
}

AudioInfo ProbeFile(const std::string& path) {
  const std::unique_ptr<ByteSource> source = OpenFileSource(path);
  return Probe(*source);
}

}  // namespace klay
