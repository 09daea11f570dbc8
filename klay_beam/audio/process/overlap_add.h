#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "klay_beam/audio/process/step.h"

namespace klay {

/// The periodic Hann window of `size` samples: (1 - cos(2 pi n / size)) / 2.
std::vector<float> HannWindow(int size);

/// Cuts one channel into overlapping frames of `size` samples, frame k from sample k x `hop` on.
class Framer {
 public:
  /// Throws invalid_argument unless 1 <= hop <= size.
  Framer(int size, int hop);

  /// Takes in more samples and calls `take` with each frame that is complete.
  void Add(std::span<const float> samples,
           const std::function<void(std::span<const float> frame)>& take);

  /// Samples in front of the next frame's end that are here already.
  std::span<const float> rest() const { return held_; }

 private:
  size_t size_;
  size_t hop_;
  std::vector<float> held_;
};

/// Processes each channel in overlapping frames: a frame is multiplied by a window (the square root
/// of Hann's), given to `process`, which changes it in place, multiplied again and added to its
/// neighbours. A `process` that changes nothing changes nothing of the sound; there is no delay,
/// and as many frames come out as go in. Each channel of each sound has a copy of `process` of its
/// own. Throws invalid_argument unless 1 <= hop <= size / 2.
Step ProcessFrames(int size, int hop, std::function<void(std::span<float> frame)> process);

}  // namespace klay
