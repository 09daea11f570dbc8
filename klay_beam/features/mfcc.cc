#include "klay_beam/features/mfcc.h"

#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "beam/base/error.h"

namespace klay {
namespace {

/// The first `count` of the orthonormal DCT-II's vectors of `size`, transposed: size x count, so
/// that the innermost loop runs over coefficients.
std::vector<float> CosineVectors(int size, int count) {
  std::vector<float> vectors;
  for (int m = 0; m < size; ++m) {
    for (int i = 0; i < count; ++i) {
      const double angle = std::numbers::pi * i * (2.0 * m + 1) / (2.0 * size);
      vectors.push_back(
          static_cast<float>(std::sqrt((i == 0 ? 1.0 : 2.0) / size) * std::cos(angle)));
    }
  }
  return vectors;
}

}  // namespace

FeatureMap Mfcc(const Audio& audio, const MfccOptions& options) {
  const int n_mels = options.mel.mel.n_mels;
  const int n_mfcc = options.n_mfcc;
  if (n_mfcc < 1 || n_mfcc > n_mels) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "there are 1 to n_mels coefficients: n_mfcc " + std::to_string(n_mfcc) +
                          ", n_mels " + std::to_string(n_mels));
  }
  const FeatureMap log_mel = LogMelSpectrogram(audio, options.mel, options.decibels);
  const std::vector<float> vectors = CosineVectors(n_mels, n_mfcc);
  FeatureMap map(log_mel.channels, log_mel.frames, n_mfcc);
  for (int c = 0; c < map.channels; ++c) {
    for (int64_t t = 0; t < map.frames; ++t) {
      const std::span<float> out = map.frame(c, t);
      const float* vector = vectors.data();
      for (const float level : log_mel.frame(c, t)) {
        for (size_t i = 0; i < out.size(); ++i) out[i] += level * vector[i];
        vector += n_mfcc;
      }
    }
  }
  return map;
}

}  // namespace klay
