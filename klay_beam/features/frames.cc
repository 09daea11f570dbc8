#include "klay_beam/features/frames.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "beam/base/error.h"
#include "klay_beam/audio/process/overlap_add.h"

namespace klay {

int64_t CountFrames(int64_t samples, const FrameOptions& options) {
  if (options.hop_length < 1 || options.hop_length > options.frame_length) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "frames of " + std::to_string(options.frame_length) +
                          " samples cannot begin every " + std::to_string(options.hop_length));
  }
  const int64_t padding = options.center ? options.frame_length / 2 * 2 : 0;
  const int64_t rest = samples + padding - options.frame_length;
  return samples == 0 || rest < 0 ? 0 : 1 + rest / options.hop_length;
}

void CheckFinite(std::span<const float> samples) {
  bool finite = true;  // Without a way out of the loop it is vectorised.
  for (const float sample : samples) {
    finite &= std::abs(sample) <= std::numeric_limits<float>::max();
  }
  if (finite) return;
  const auto bad =
      std::ranges::find_if(samples, [](float sample) { return !std::isfinite(sample); });
  throw beam::Error(beam::ErrorCode::kInvalidArgument,
                    "a sound with a sample that is not finite has no features: sample " +
                        std::to_string(bad - samples.begin()) + " is " + std::to_string(*bad));
}

void ForEachFrame(std::span<const float> samples, const FrameOptions& options, FramePadding padding,
                  const std::function<void(std::span<const float> frame)>& take) {
  constexpr size_t kBlock = 1 << 15;  // What the framer holds at once [samples].
  Framer framer(options.frame_length, options.hop_length);
  CheckFinite(samples);
  if (samples.empty()) return;
  const size_t pad = options.center ? static_cast<size_t>(options.frame_length / 2) : 0;
  const bool zeros = padding == FramePadding::kZeros;
  framer.Add(std::vector<float>(pad, zeros ? 0 : samples.front()), take);
  for (size_t begin = 0; begin < samples.size(); begin += kBlock) {
    framer.Add(samples.subspan(begin, std::min(kBlock, samples.size() - begin)), take);
  }
  framer.Add(std::vector<float>(pad, zeros ? 0 : samples.back()), take);
}

FeatureMap MapFrames(const Audio& audio, const FrameOptions& options, FramePadding padding,
                     const std::function<float(std::span<const float> frame)>& value) {
  FeatureMap map(audio.channels, CountFrames(audio.frames, options), 1);
  auto out = map.values.begin();
  for (int c = 0; c < audio.channels; ++c) {
    ForEachFrame(audio.channel(c), options, padding,
                 [&](std::span<const float> frame) { *out++ = value(frame); });
  }
  return map;
}

}  // namespace klay
