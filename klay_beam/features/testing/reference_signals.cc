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

std::vector<float> Clicks(double tempo, int rate) {
  std::vector<float> samples;
  for (int n = 0; n < 12 * rate; ++n) {
    const double since_beat = std::fmod(static_cast<double>(n) / rate, 60 / tempo);
    samples.push_back(static_cast<float>(0.5 * std::exp(-60 * since_beat) *
                                         std::sin(2 * std::numbers::pi * 1000 * since_beat)));
  }
  return samples;
}

/// A chord of three notes, without a scale.
double Chord(double t) {
  constexpr double kRoots[] = {220, 175, 262, 196};
  const double root = kRoots[static_cast<int>(t / 2.4) % 4];
  double sum = 0;
  for (const double ratio : {1.0, 1.25, 1.5}) {
    sum += std::sin(2 * std::numbers::pi * root * ratio * t);
  }
  return sum;
}

std::vector<float> Music(int rate) {
  const std::vector<float> hiss = Noise(rate);
  std::vector<float> samples;
  for (int n = 0; n < 12 * rate; ++n) {
    const double t = static_cast<double>(n) / rate;
    const double beat = std::fmod(t, 0.6);
    const double thump = std::exp(-20 * beat) * std::sin(2 * std::numbers::pi * 60 * beat);
    const double hat = std::exp(-80 * std::fmod(t, 0.3)) * hiss[static_cast<size_t>(n % rate)];
    const double chord = std::exp(-2 * std::fmod(t, 2.4)) * Chord(t);
    samples.push_back(static_cast<float>(0.4 * thump + 0.2 * hat + 0.1 * chord));
  }
  return samples;
}

std::vector<float> SamplesOf(const std::string& name, int rate) {
  if (name == "chirp") return Chirp(rate);
  if (name == "noise") return Noise(rate);
  if (name == "music") return Music(rate);
  if (name.starts_with("clicks_")) return Clicks(std::stod(name.substr(7)), rate);
  throw beam::Error(beam::ErrorCode::kInvalidArgument, "no such signal: " + name);
}

}  // namespace

Audio ReferenceSignal(const std::string& name, int sample_rate) {
  return Audio::FromPlanar(name, sample_rate, 1, SamplesOf(name, sample_rate));
}

}  // namespace klay::testing
