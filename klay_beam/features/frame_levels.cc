#include "klay_beam/features/frame_levels.h"

#include <cmath>

namespace klay {

FeatureMap Rms(const Audio& audio, const FrameOptions& options) {
  return MapFrames(audio, options, FramePadding::kZeros, [](std::span<const float> frame) {
    double sum = 0;
    for (const float sample : frame) sum += static_cast<double>(sample) * sample;
    return static_cast<float>(std::sqrt(sum / static_cast<double>(frame.size())));
  });
}

FeatureMap ZeroCrossingRate(const Audio& audio, const FrameOptions& options) {
  constexpr float kThreshold = 1e-10F;
  return MapFrames(audio, options, FramePadding::kEdge, [](std::span<const float> frame) {
    int crossings = 0;
    for (size_t n = 1; n < frame.size(); ++n) {
      crossings += static_cast<int>((frame[n] < -kThreshold) != (frame[n - 1] < -kThreshold));
    }
    return static_cast<float>(crossings) / static_cast<float>(frame.size());
  });
}

}  // namespace klay
