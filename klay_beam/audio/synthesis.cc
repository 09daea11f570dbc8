#include "klay_beam/audio/synthesis.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "beam/base/error.h"
#include "klay_beam/audio/exact_functions.h"

namespace klay {
namespace {

/// The standard fixes the engine's numbers but not what its distributions make of them.
class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}

  /// Uniform in [low, high).
  double Between(double low, double high) {
    return low + (high - low) * static_cast<double>(engine_() >> 11) * 0x1.0p-53;
  }

 private:
  std::mt19937_64 engine_;
};

/// A two-pole resonance with unit gain at its centre, after Klatt (1980), "Software for a
/// cascade/parallel formant synthesizer".
class Formant {
 public:
  Formant(double frequency, double bandwidth, int sample_rate) {
    const double radius = ExactExp(-std::numbers::pi * bandwidth / std::max(sample_rate, 1000));
    b_ = 2 * radius * ExactCosine(frequency / sample_rate);
    c_ = -radius * radius;
    a_ = 1 - b_ - c_;
  }

  double Next(double input) {
    const double output = a_ * input + b_ * first_ + c_ * second_;
    second_ = first_;
    first_ = output;
    return output;
  }

 private:
  double a_ = 0;
  double b_ = 0;
  double c_ = 0;
  double first_ = 0;
  double second_ = 0;
};

void Tone(std::span<float> out, int sample_rate, Random& random) {
  const double step = 110 * ExactExp(random.Between(0, 4) * std::numbers::ln2) / sample_rate;
  const double phase = random.Between(0, 1);
  for (size_t i = 0; i < out.size(); ++i) {
    out[i] = static_cast<float>(0.5 * ExactSine(phase + step * static_cast<double>(i)));
  }
}

void Chirp(std::span<float> out, int sample_rate, Random& random) {
  double phase = random.Between(0, 1);
  const double low = 50.0 / sample_rate;
  const double rise = (0.45 - low) / static_cast<double>(std::max<size_t>(out.size(), 1));
  for (size_t i = 0; i < out.size(); ++i) {
    out[i] = static_cast<float>(0.5 * ExactSine(phase));
    phase += low + rise * static_cast<double>(i);
    phase -= std::floor(phase);
  }
}

void Noise(std::span<float> out, Random& random) {
  for (float& sample : out) sample = static_cast<float>(random.Between(-0.5, 0.5));
}

/// One syllable over all of `out`: voiced by pulses at a gliding pitch, or unvoiced by noise.
void Syllable(std::span<float> out, int sample_rate, Random& random) {
  const bool voiced = random.Between(0, 1) < 0.75;
  const double pitch = random.Between(90, 220);
  const double glide = random.Between(0.85, 1.15);
  const double loudness = random.Between(0.15, 0.4);
  std::array<Formant, 3> formants = {Formant(random.Between(300, 850), 80, sample_rate),
                                     Formant(random.Between(900, 2300), 110, sample_rate),
                                     Formant(random.Between(2400, 3400), 160, sample_rate)};
  std::vector<double> sound(out.size());
  double phase = 1;
  double peak = 1e-9;
  const auto length = static_cast<double>(out.size());
  for (size_t i = 0; i < out.size(); ++i) {
    const double at = static_cast<double>(i) / length;
    double source = voiced ? 0 : random.Between(-1, 1);
    phase += pitch * (1 + (glide - 1) * at) / sample_rate;
    if (voiced && phase >= 1) {
      phase -= 1;
      source = 1;
    }
    for (Formant& formant : formants) source = formant.Next(source);
    sound[i] = source * ExactSine(at / 2);
    peak = std::max(peak, std::fabs(sound[i]));
  }
  for (size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(sound[i] * loudness / peak);
}

void Speech(std::span<float> out, int sample_rate, Random& random) {
  while (!out.empty()) {
    const auto take = [&](double seconds) {
      const auto frames = static_cast<size_t>(seconds * sample_rate) + 1;
      const std::span<float> part = out.first(std::min(out.size(), frames));
      out = out.subspan(part.size());
      return part;
    };
    Syllable(take(random.Between(0.08, 0.3)), sample_rate, random);
    // One gap in five is as long as between phrases.
    const bool phrase_ends = random.Between(0, 1) < 0.2;
    take(phrase_ends ? random.Between(0.2, 0.6) : random.Between(0.02, 0.08));
  }
}

}  // namespace

Audio Synthesize(Signal signal, int sample_rate, int channels, double seconds, uint64_t seed) {
  if (sample_rate <= 0 || channels <= 0 || !(seconds >= 0) || seconds > 1e6) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "no such signal: " + std::to_string(sample_rate) + " Hz, " +
                          std::to_string(channels) + " channels, " + std::to_string(seconds) +
                          " s");
  }
  const auto frames = static_cast<size_t>(std::llround(seconds * sample_rate));
  std::vector<float> samples(frames * static_cast<size_t>(channels));
  for (size_t c = 0; c < static_cast<size_t>(channels); ++c) {
    Random random(seed + 0x9E3779B97F4A7C15u * c);
    const std::span<float> out = std::span(samples).subspan(c * frames, frames);
    switch (signal) {
      case Signal::kTone:
        Tone(out, sample_rate, random);
        break;
      case Signal::kChirp:
        Chirp(out, sample_rate, random);
        break;
      case Signal::kNoise:
        Noise(out, random);
        break;
      case Signal::kSpeech:
        Speech(out, sample_rate, random);
        break;
    }
  }
  return Audio::FromPlanar("", sample_rate, channels, std::move(samples));
}

}  // namespace klay
