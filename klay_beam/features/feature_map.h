#pragma once

#include <complex>
#include <cstdint>
#include <span>
#include <vector>

namespace klay {

/// What a feature is of a whole sound: `channels` x `frames` x `bins` values, a frame's bins side
/// by side. An empty sound has no frames.
template <class T>
struct FrameMap {
  int channels = 0;
  int64_t frames = 0;
  int bins = 0;           ///< Values a frame.
  std::vector<T> values;  ///< Channel 0's frames, then channel 1's, and so on.

  FrameMap() = default;

  /// All zero.
  FrameMap(int channel_count, int64_t frame_count, int bin_count)
      : channels(channel_count),
        frames(frame_count),
        bins(bin_count),
        values(static_cast<size_t>(channel_count * frame_count * bin_count)) {}

  /// The bins of channel `c`'s frame `t`. Both must exist.
  std::span<T> frame(int c, int64_t t) {
    return std::span(values).subspan(Offset(c, t), static_cast<size_t>(bins));
  }
  std::span<const T> frame(int c, int64_t t) const {
    return std::span(values).subspan(Offset(c, t), static_cast<size_t>(bins));
  }

  /// Channel `c`'s values, frames x bins. The channel must exist.
  std::span<const T> channel(int c) const {
    return std::span(values).subspan(Offset(c, 0), static_cast<size_t>(frames * bins));
  }

 private:
  size_t Offset(int c, int64_t t) const { return static_cast<size_t>((c * frames + t) * bins); }
};

using FeatureMap = FrameMap<float>;
using ComplexMap = FrameMap<std::complex<float>>;

}  // namespace klay
