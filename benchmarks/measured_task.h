#pragma once

#include <chrono>
#include <cstdio>

#include "klay_beam/audio/audio.h"

namespace benchmarks {

/// Prints how long `run(audio)` took, and the seconds of sound that it says came out. For main.
template <class Run>
int MeasureTask(const klay::Audio& audio, const Run& run) {
  const auto start = std::chrono::steady_clock::now();
  const double result = run(audio);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::printf("seconds %.4f\n%.0f s\n", seconds.count(), result);
  return 0;
}

}  // namespace benchmarks
