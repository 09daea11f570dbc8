#include "klay_beam/audio/mix.h"

#include <algorithm>

#include "beam/base/error.h"
#include "klay_beam/audio/planar_buffer.h"

namespace klay {
namespace {

/// Frames that are mixed at a time, so that the sums stay in the first cache.
constexpr size_t kBlock = 2048;

}  // namespace

void MixToMono(std::span<const float> interleaved, int channels, std::span<float> mono) {
  if (channels < 1 || interleaved.size() != mono.size() * static_cast<size_t>(channels)) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "blocks do not fit: " + std::to_string(interleaved.size()) + " samples, " +
                          std::to_string(channels) + " channels, " + std::to_string(mono.size()) +
                          " frames");
  }
  const auto stride = static_cast<size_t>(channels);
  if (stride == 1) {
    std::ranges::copy(interleaved, mono.begin());
  } else if (stride == 2) {
    for (size_t i = 0; i < mono.size(); ++i) {
      mono[i] = (interleaved[2 * i] + interleaved[2 * i + 1]) * 0.5f;
    }
  } else {
    for (size_t i = 0; i < mono.size(); ++i) {
      const std::span<const float> frame = interleaved.subspan(i * stride, stride);
      float sum = frame[0];
      for (const float sample : frame.subspan(1)) sum += sample;
      mono[i] = sum / static_cast<float>(channels);
    }
  }
}

Audio MixToMono(const Audio& audio) {
  if (audio.channels <= 1) return audio;
  PlanarBuffer mono(1);
  mono.Reserve(audio.frames);
  const auto frames = static_cast<size_t>(audio.frames);
  for (size_t start = 0; start < frames; start += kBlock) {
    const size_t count = std::min(kBlock, frames - start);
    float* out = mono.end(0);
    std::ranges::copy(audio.channel(0).subspan(start, count), out);
    for (int c = 1; c < audio.channels; ++c) {
      const std::span<const float> in = audio.channel(c).subspan(start, count);
      for (size_t i = 0; i < count; ++i) out[i] += in[i];
    }
    for (size_t i = 0; i < count; ++i) out[i] /= static_cast<float>(audio.channels);
    mono.Commit(static_cast<int64_t>(count));
  }
  return mono.Finish(audio.path, audio.sample_rate);
}

}  // namespace klay
