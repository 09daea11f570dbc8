#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "klay_beam/audio/audio.h"
#include "klay_beam/features/feature_map.h"

namespace klay {

/// How a sound is cut into frames.
struct FrameOptions {
  int frame_length = 2048;  ///< [samples]
  int hop_length = 512;     ///< From one frame's begin to the next one's [samples].
  bool center = true;       ///< Frame t's middle, not its begin, lies at sample t x hop_length.
};

/// What lies before and behind the sound in frames that are centered.
enum class FramePadding {
  kZeros,
  kEdge,  ///< The first and the last sample.
};

/// Frames in `samples` samples: 1 + (samples - frame_length + padding) / hop_length, rounded down,
/// where the padding is 2 (frame_length / 2) if centered and 0 otherwise. None when there are no
/// samples, or fewer than a frame that is not centered. Throws invalid_argument unless 1 <=
/// hop_length <= frame_length. As librosa.util.frame.
int64_t CountFrames(int64_t samples, const FrameOptions& options);

/// Calls `take` with each frame of one channel. Throws as CountFrames, and invalid_argument when a
/// sample is infinite or not a number.
void ForEachFrame(std::span<const float> samples, const FrameOptions& options, FramePadding padding,
                  const std::function<void(std::span<const float> frame)>& take);

/// The map of one value a frame that `value` makes of it. Throws as ForEachFrame.
FeatureMap MapFrames(const Audio& audio, const FrameOptions& options, FramePadding padding,
                     const std::function<float(std::span<const float> frame)>& value);

/// Throws invalid_argument, with the first bad sample's place, when one is infinite or not a
/// number.
void CheckFinite(std::span<const float> samples);

}  // namespace klay
