#include "klay_beam/features/true_peak.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "klay_beam/audio/resample.h"
#include "klay_beam/features/frames.h"

namespace klay {
namespace {

int OversamplingOf(int sample_rate) {
  if (sample_rate < 88200) return 4;
  return sample_rate < 176400 ? 2 : 1;
}

float LargestSize(std::span<const float> samples) {
  float largest = 0;
  for (const float sample : samples) largest = std::max(largest, std::abs(sample));
  return largest;
}

/// Of what a resampler makes of `samples`, block by block.
float LargestBetween(std::span<const float> samples, Resampler resampler) {
  constexpr size_t kBlock = 1 << 14;  // [samples]
  std::vector<float> out;
  float largest = 0;
  for (size_t begin = 0; begin < samples.size(); begin += kBlock) {
    const auto block = samples.subspan(begin, std::min(kBlock, samples.size() - begin));
    out.resize(static_cast<size_t>(resampler.MaxOutput(static_cast<int64_t>(block.size()))));
    const int64_t written = resampler.Process(block, out.data());
    largest = std::max(largest, LargestSize(std::span(out).first(static_cast<size_t>(written))));
  }
  out.resize(static_cast<size_t>(resampler.MaxOutput(0)));
  const int64_t written = resampler.Flush(out.data());
  return std::max(largest, LargestSize(std::span(out).first(static_cast<size_t>(written))));
}

}  // namespace

std::vector<double> TruePeak(const Audio& audio) {
  std::vector<double> peaks(static_cast<size_t>(audio.channels));
  if (audio.frames == 0) return peaks;
  const int times = OversamplingOf(audio.sample_rate);
  for (int c = 0; c < audio.channels; ++c) {
    const std::span<const float> samples = audio.channel(c);
    CheckFinite(samples);
    float peak = LargestSize(samples);
    if (times > 1) {
      Resampler resampler(audio.sample_rate, times * audio.sample_rate);
      peak = std::max(peak, LargestBetween(samples, std::move(resampler)));
    }
    peaks[static_cast<size_t>(c)] = peak;
  }
  return peaks;
}

double PeakToDb(double peak) {
  return 20 * std::log10(peak);
}

}  // namespace klay
