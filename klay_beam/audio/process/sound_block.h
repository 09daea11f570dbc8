#pragma once

#include <cstdint>
#include <span>

#include "klay_beam/audio/audio.h"
#include "klay_beam/audio/planar_buffer.h"

namespace klay {

/// Some frames of planar sound that somebody else holds, passed by value.
class SoundBlock {
 public:
  /// All of `audio` or of `buffer`, which must outlive the block.
  explicit SoundBlock(const Audio& audio)
      : SoundBlock(audio.samples().data(), audio.frames, audio.channels, audio.frames) {}
  explicit SoundBlock(const PlanarBuffer& buffer)
      : SoundBlock(buffer.channel(0).data(), buffer.stride(), buffer.channels(), buffer.frames()) {}

  int channels() const { return channels_; }
  int64_t frames() const { return frames_; }

  std::span<const float> channel(int c) const {
    return {samples_ + c * stride_, static_cast<size_t>(frames_)};
  }

  /// `frames` of it from frame `begin` on; both are cut to what there is.
  SoundBlock Part(int64_t begin, int64_t frames) const {
    const int64_t from = begin < frames_ ? begin : frames_;
    const int64_t count = frames < frames_ - from ? frames : frames_ - from;
    return {samples_ + from, stride_, channels_, count};
  }

 private:
  SoundBlock(const float* samples, int64_t stride, int channels, int64_t frames)
      : samples_(samples), stride_(stride), channels_(channels), frames_(frames) {}

  const float* samples_;
  int64_t stride_;  ///< Samples from one channel's start to the next's.
  int channels_;
  int64_t frames_;
};

/// Appends `block` to `buffer`, which has as many channels.
void Append(SoundBlock block, PlanarBuffer& buffer);

/// Appends `frames` of silence.
void AppendSilence(int64_t frames, PlanarBuffer& buffer);

}  // namespace klay
