#include "klay_beam/features/chroma.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "beam/base/error.h"

namespace klay {
namespace {

/// Each bin's place in classes above A0's octave; bin 0 is made up, an octave and a half below
/// bin 1.
std::vector<double> ClassesOfBins(int sample_rate, const ChromaOptions& options) {
  const int n = options.n_chroma;
  const double lowest_a = 440 * std::exp2(options.tuning / n) / 16;
  std::vector<double> classes = {0};
  for (int k = 1; k <= options.stft.n_fft / 2 + 1; ++k) {
    const double hertz = static_cast<double>(sample_rate) * k / options.stft.n_fft;
    classes.push_back(n * std::log2(hertz / lowest_a));
  }
  classes[0] = classes[1] - 1.5 * n;
  return classes;
}

/// The weights of one bin at `place` for each class from A on, without a scale.
std::vector<double> Bumps(double place, double width, int n) {
  const double half = std::nearbyint(n / 2.0);  // Halves to even, as numpy.round.
  std::vector<double> bumps;
  for (int i = 0; i < n; ++i) {
    const double shifted = place - i + half + 10 * n;
    const double distance = shifted - n * std::floor(shifted / n) - half;
    bumps.push_back(std::exp(-2 * (distance / width) * (distance / width)));
  }
  return bumps;
}

}  // namespace

std::vector<float> ChromaFilterBank(int sample_rate, const ChromaOptions& options) {
  const int n = options.n_chroma;
  if (n < 1) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "an octave has at least one class: n_chroma " + std::to_string(n));
  }
  const FrameTransform checked(options.stft);  // Throws for sizes that there are not.
  const auto bins = static_cast<size_t>(options.stft.bins());
  const std::vector<double> places = ClassesOfBins(sample_rate, options);
  std::vector<float> weights(static_cast<size_t>(n) * bins);
  for (size_t k = 0; k < bins; ++k) {
    const std::vector<double> bumps = Bumps(places[k], std::max(places[k + 1] - places[k], 1.0), n);
    double squares = 0;
    for (const double bump : bumps) squares += bump * bump;
    const double octave = (places[k] / n - 5) / 2;
    const double scale = std::exp(-octave * octave / 2) / std::sqrt(squares);
    for (int i = 0; i < n; ++i) {
      const auto from_c = static_cast<size_t>((i + n - 3 * (n / 12) % n) % n);
      weights[from_c * bins + k] = static_cast<float>(scale * bumps[static_cast<size_t>(i)]);
    }
  }
  return weights;
}

FeatureMap ChromaStft(const Audio& audio, const ChromaOptions& options) {
  if (audio.frames == 0) return {audio.channels, 0, options.n_chroma};
  const std::vector<float> weights = ChromaFilterBank(audio.sample_rate, options);
  return MapSpectra(audio, options.stft, 2, options.n_chroma,
                    [&](std::span<const float> spectrum, std::span<float> out) {
                      const float* weight = weights.data();
                      for (float& value : out) {
                        double sum = 0;
                        for (const float power : spectrum) sum += power * *weight++;
                        value = static_cast<float>(sum);
                      }
                      const float highest = std::ranges::max(out);
                      if (highest < std::numeric_limits<float>::min()) return;
                      for (float& value : out) value /= highest;
                    });
}

}  // namespace klay
