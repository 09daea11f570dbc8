#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "klay_beam/audio/channel_layout.h"

namespace klay {

/// A piece of audio: planar float32 samples, nominally in [-1, 1], with where they came from. The
/// samples are immutable and shared, so a copy costs a pointer. Default-constructed: no frames.
class Audio {
 public:
  std::string path;
  int sample_rate = 0;  ///< [Hz]
  int channels = 0;
  int64_t frames = 0;    ///< Samples in each channel.
  ChannelLayout layout;  ///< As many as channels.

  Audio() = default;

  /// Takes `samples`: channel 0's frames, then channel 1's, and so on; DefaultLayout. Throws
  /// invalid_argument when the rate or the channel count is not positive or `samples` does not
  /// divide by `channels`.
  static Audio FromPlanar(std::string path, int sample_rate, int channels,
                          std::vector<float> samples);

  /// The same over memory that somebody else allocated: `samples` points at `channels` x `frames`
  /// floats.
  static Audio FromShared(std::string path, int sample_rate, int channels, int64_t frames,
                          std::shared_ptr<const float> samples);

  /// Channel `c`'s samples, `frames` long. Throws invalid_argument when there is no such channel.
  std::span<const float> channel(int c) const;

  /// All samples, planar: `channels` x `frames`.
  std::span<const float> samples() const;

  /// About how much memory the audio holds [bytes]: what runners bound their queues by.
  std::size_t ApproximateBytes() const {
    return sizeof(*this) + path.size() + samples().size_bytes();
  }

  /// Duration [s]; 0 when empty.
  double seconds() const;

 private:
  std::shared_ptr<const float> samples_;
};

}  // namespace klay
