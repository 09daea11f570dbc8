#include "klay_beam/features/mel_filter_bank.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "beam/base/error.h"

namespace klay {
namespace {

// Slaney's scale: 3 mel are 200 Hz below 1 kHz; above, 27 mel are a factor of 6.4.
constexpr double kHertzAMel = 200.0 / 3;
constexpr double kBreakHertz = 1000;
constexpr double kBreakMel = kBreakHertz / kHertzAMel;
const double kLogStep = std::log(6.4) / 27;

/// The band edges [Hz].
std::vector<double> Edges(const MelBands& bands, double fmax) {
  const double lowest = HzToMel(bands.fmin, bands.scale);
  const double highest = HzToMel(fmax, bands.scale);
  std::vector<double> edges;
  for (int i = 0; i < bands.n_mels + 2; ++i) {
    edges.push_back(MelToHz(lowest + (highest - lowest) * i / (bands.n_mels + 1), bands.scale));
  }
  return edges;
}

/// A sum of products in four lanes, which the compiler may then vectorise.
float Dot(const float* a, const float* b, size_t count) {
  std::array<float, 4> sums = {};
  size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    for (size_t lane = 0; lane < 4; ++lane) sums[lane] += a[i + lane] * b[i + lane];
  }
  float sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  for (; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace

double HzToMel(double hertz, MelScale scale) {
  if (scale == MelScale::kHtk) return 2595 * std::log10(1 + hertz / 700);
  if (hertz < kBreakHertz) return hertz / kHertzAMel;
  return kBreakMel + std::log(hertz / kBreakHertz) / kLogStep;
}

double MelToHz(double mel, MelScale scale) {
  if (scale == MelScale::kHtk) return 700 * (std::pow(10, mel / 2595) - 1);
  if (mel < kBreakMel) return mel * kHertzAMel;
  return kBreakHertz * std::exp(kLogStep * (mel - kBreakMel));
}

MelFilterBank::MelFilterBank(int sample_rate, int n_fft, const MelBands& bands) {
  const double fmax = bands.fmax.value_or(sample_rate / 2.0);
  if (bands.n_mels < 1 || !(bands.fmin >= 0) || !(bands.fmin < fmax) ||
      !(fmax <= sample_rate / 2.0)) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "mel bands lie from fmin to fmax, at most half the sample rate: n_mels " +
                          std::to_string(bands.n_mels) + ", fmin " + std::to_string(bands.fmin) +
                          ", fmax " + std::to_string(fmax) + ", sample rate " +
                          std::to_string(sample_rate));
  }
  const std::vector<double> edges = Edges(bands, fmax);
  for (size_t m = 0; m + 2 < edges.size(); ++m) {
    const double low = edges[m];
    const double middle = edges[m + 1];
    const double high = edges[m + 2];
    const double scale = bands.norm == MelNorm::kSlaney ? 2 / (high - low) : 1;
    Row row = {.first_bin = 0, .begin = weights_.size(), .count = 0};
    for (int k = 0; k <= n_fft / 2; ++k) {
      const double hertz = static_cast<double>(sample_rate) * k / n_fft;
      const double weight =
          std::min((hertz - low) / (middle - low), (high - hertz) / (high - middle));
      if (weight <= 0) continue;
      if (row.count++ == 0) row.first_bin = static_cast<size_t>(k);
      weights_.push_back(static_cast<float>(scale * weight));
    }
    rows_.push_back(row);
  }
}

void MelFilterBank::Apply(std::span<const float> spectrum, std::span<float> out) const {
  for (size_t m = 0; m < rows_.size(); ++m) {
    const Row& row = rows_[m];
    out[m] = Dot(&spectrum[row.first_bin], &weights_[row.begin], row.count);
  }
}

}  // namespace klay
