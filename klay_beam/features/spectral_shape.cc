#include "klay_beam/features/spectral_shape.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "beam/base/error.h"

namespace klay {

FeatureMap SpectralCentroid(const Audio& audio, const StftOptions& options) {
  const double step = static_cast<double>(audio.sample_rate) / options.n_fft;
  return MapSpectra(audio, options, 1, 1,
                    [&](std::span<const float> spectrum, std::span<float> out) {
                      double sum = 0;
                      double weighted = 0;
                      for (size_t k = 0; k < spectrum.size(); ++k) {
                        sum += spectrum[k];
                        weighted += static_cast<double>(k) * spectrum[k];
                      }
                      out[0] = sum > 0 ? static_cast<float>(step * weighted / sum) : 0;
                    });
}

FeatureMap SpectralRolloff(const Audio& audio, const StftOptions& options, double roll_percent) {
  if (!(roll_percent > 0 && roll_percent < 1)) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "roll_percent lies between 0 and 1: found " + std::to_string(roll_percent));
  }
  const double step = static_cast<double>(audio.sample_rate) / options.n_fft;
  return MapSpectra(audio, options, 1, 1,
                    [&](std::span<const float> spectrum, std::span<float> out) {
                      double total = 0;
                      for (const float magnitude : spectrum) total += magnitude;
                      size_t k = 0;
                      double sum = spectrum[0];
                      while (sum < roll_percent * total && k + 1 < spectrum.size()) {
                        sum += spectrum[++k];
                      }
                      out[0] = static_cast<float>(step * static_cast<double>(k));
                    });
}

FeatureMap SpectralFlatness(const Audio& audio, const StftOptions& options) {
  static constexpr float kLeast = 1e-10F;
  return MapSpectra(audio, options, 2, 1,
                    [](std::span<const float> spectrum, std::span<float> out) {
                      double sum = 0;
                      double logs = 0;
                      for (const float power : spectrum) {
                        const float value = std::max(kLeast, power);
                        sum += value;
                        logs += std::log(value);
                      }
                      const auto count = static_cast<double>(spectrum.size());
                      out[0] = static_cast<float>(std::exp(logs / count) / (sum / count));
                    });
}

}  // namespace klay
