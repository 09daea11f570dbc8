#include "klay_beam/features/testing/reference_signals.h"

#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

#include "beam/base/error.h"

namespace klay::testing {
namespace {

std::vector<float> Chirp(int rate) {
  std::vector<float> samples;
  for (int n = 0; n < 2 * rate; ++n) {
    const double t = static_cast<double>(n) / rate;
    const double angle = 2 * std::numbers::pi * (100 * t + 1000 * t * t);
    samples.push_back(static_cast<float>(0.5 * std::sin(angle)));
  }
  return samples;
}

std::vector<float> Noise(int rate) {
  std::vector<float> samples;
  uint32_t state = 1;
  for (int n = 0; n < rate; ++n) {
    state = 1664525U * state + 1013904223U;
    samples.push_back(static_cast<float>(state / 4294967296.0 - 0.5));
  }
  return samples;
}

}  // namespace

Audio ReferenceSignal(const std::string& name, int sample_rate) {
  if (name != "chirp" && name != "noise") {
    throw beam::Error(beam::ErrorCode::kInvalidArgument, "no such signal: " + name);
  }
  std::vector<float> samples = name == "chirp" ? Chirp(sample_rate) : Noise(sample_rate);
  return Audio::FromPlanar(name, sample_rate, 1, std::move(samples));
}

}  // namespace klay::testing
