#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>

#include "klay_beam/audio/audio.h"

namespace klay {

/// Planar samples that grow at the end of every channel: how audio of unknown length is put
/// together. Growing one channel copies nothing; finished audio takes no more memory than it needs.
class PlanarBuffer {
 public:
  explicit PlanarBuffer(int channels) : channels_(channels) {}

  /// Makes room for `frames` more in each channel. Throws std::bad_alloc.
  void Reserve(int64_t frames);

  /// Where channel `c`'s next sample goes; valid until the next Reserve.
  float* end(int c) { return data_.get() + c * capacity_ + frames_; }

  /// Takes in `frames` that were written behind end() of each channel.
  void Commit(int64_t frames) { frames_ += frames; }

  int64_t frames() const { return frames_; }
  int channels() const { return channels_; }
  /// Samples from one channel's start to the next's.
  int64_t stride() const { return capacity_; }

  /// Channel `c`'s samples so far; valid until the next Reserve.
  std::span<float> channel(int c) {
    return {data_.get() + c * capacity_, static_cast<size_t>(frames_)};
  }
  std::span<const float> channel(int c) const {
    return {data_.get() + c * capacity_, static_cast<size_t>(frames_)};
  }

  /// Forgets all frames and keeps the memory.
  void Clear() { frames_ = 0; }

  /// Forgets the first `frames` of each channel; those behind move up.
  void Drop(int64_t frames);

  /// The audio, with DefaultLayout; the buffer is empty afterwards.
  Audio Finish(std::string path, int sample_rate);

 private:
  struct Free {
    void operator()(float* data) const { std::free(data); }
  };

  void Reallocate(int64_t capacity);

  int channels_;
  int64_t frames_ = 0;
  int64_t capacity_ = 0;  ///< Frames from one channel's start to the next's.
  std::unique_ptr<float, Free> data_;
};

}  // namespace klay
