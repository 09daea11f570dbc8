#include "klay_beam/transforms/audio_coder.h"

#include <bit>
#include <cstring>
#include <string>
#include <vector>

#include "beam/coders/string_coder.h"
#include "beam/coders/varint_coder.h"

namespace beam {

static_assert(std::endian::native == std::endian::little,
              "samples are copied as they lie in memory");

namespace {

klay::ChannelLayout DecodeLayout(ByteReader& in, int channels) {
  klay::ChannelLayout layout;
  for (const char speaker : Coder<std::string>::Decode(in)) {
    layout.push_back(static_cast<klay::Speaker>(static_cast<unsigned char>(speaker)));
  }
  if (layout.size() != static_cast<std::size_t>(channels)) {
    throw Error(ErrorCode::kDataLoss,
                "encoded audio does not fit together: " + std::to_string(layout.size()) +
                    " speakers, " + std::to_string(channels) + " channels");
  }
  return layout;
}

}  // namespace

void Coder<klay::Audio>::Encode(const klay::Audio& audio, ByteWriter& out) {
  Coder<std::string>::Encode(audio.path, out);
  Coder<int>::Encode(audio.sample_rate, out);
  Coder<int>::Encode(audio.channels, out);
  Coder<std::string>::Encode(
      std::string(reinterpret_cast<const char*>(audio.layout.data()), audio.layout.size()), out);
  const auto samples = audio.samples();
  out.WriteVarint(samples.size());
  out.WriteBytes({reinterpret_cast<const char*>(samples.data()), samples.size_bytes()});
}

klay::Audio Coder<klay::Audio>::Decode(ByteReader& in) {
  std::string path = Coder<std::string>::Decode(in);
  const int sample_rate = Coder<int>::Decode(in);
  const int channels = Coder<int>::Decode(in);
  klay::ChannelLayout layout = DecodeLayout(in, channels);
  const std::uint64_t count = in.CheckCount(in.ReadVarint(), sizeof(float));
  const std::string_view bytes = in.ReadBytes(count * sizeof(float));
  if (count == 0) {
    klay::Audio empty;
    empty.path = std::move(path);
    empty.sample_rate = sample_rate;
    empty.channels = channels;
    empty.layout = std::move(layout);
    return empty;
  }
  std::vector<float> samples(count);
  std::memcpy(samples.data(), bytes.data(), bytes.size());
  try {
    klay::Audio audio =
        klay::Audio::FromPlanar(std::move(path), sample_rate, channels, std::move(samples));
    audio.layout = std::move(layout);
    return audio;
  } catch (const Error& error) {
    throw Error(ErrorCode::kDataLoss, "encoded audio does not fit together: " + error.message());
  }
}

}  // namespace beam
