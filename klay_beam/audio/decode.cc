#include "klay_beam/audio/decode.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "beam/base/error.h"
#include "klay_beam/audio/planar_buffer.h"

namespace klay {

Decoded Decode(ByteSource& source, const DecodeOptions& options) {
  AudioReader reader(source, options);
  PlanarBuffer out(reader.format().channels());
  const int64_t frame_bytes = out.channels() * static_cast<int64_t>(sizeof(float));
  out.Reserve(
      std::min(reader.expected_frames(),
               options.max_bytes.value_or(std::numeric_limits<int64_t>::max()) / frame_bytes));
  while (reader.Read(out)) {
  }
  std::optional<std::string> damage = reader.damage();
  if (reader.source_frames() == 0) {
    throw beam::Error(
        beam::ErrorCode::kDataLoss,
        "no audio frames" + (damage ? " (" + *damage + ")" : "") + ": " + source.name());
  }
  const AudioInfo& info = reader.info();
  Decoded decoded = {
      .audio = out.Finish(source.name(), reader.format().sample_rate),
      .source_seconds = static_cast<double>(reader.source_frames()) / info.sample_rate,
      .source_sample_rate = info.sample_rate,
      .source_channels = info.channels,
      .damage = std::move(damage)};
  decoded.audio.layout = reader.format().layout;
  return decoded;
}

Decoded DecodeFile(const std::string& path, const DecodeOptions& options) {
  const std::unique_ptr<ByteSource> source = OpenFileSource(path);
  return Decode(*source, options);
}

}  // namespace klay
