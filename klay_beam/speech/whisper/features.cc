#include "klay_beam/speech/whisper/features.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <string>
#include <vector>

#include "beam/base/error.h"
#include "klay_beam/features/frames.h"
#include "klay_beam/features/stft.h"

namespace klay {
namespace {

constexpr int kWindow = 400;
constexpr float kSmallestPower = 1e-10F;
constexpr float kRange = 8;  ///< Between the loudest and the quietest [powers of ten].

/// `samples` and kHop zeros, with half a window of their mirror image on both sides.
std::vector<float> Padded(std::span<const float> samples) {
  const auto length = static_cast<std::int64_t>(samples.size()) + WhisperFeatures::kHop;
  std::vector<float> padded(static_cast<std::size_t>(length) + kWindow);
  std::ranges::copy(samples, padded.begin() + kWindow / 2);
  auto mirrored = [&](std::int64_t at) {
    const std::int64_t period = 2 * (length - 1);
    at = (at % period + period) % period;
    return padded[static_cast<std::size_t>(std::min(at, period - at) + kWindow / 2)];
  };
  for (std::int64_t i = 1; i <= kWindow / 2; ++i) {
    padded[static_cast<std::size_t>(kWindow / 2 - i)] = mirrored(-i);
    padded[static_cast<std::size_t>(kWindow / 2 + length - 1 + i)] = mirrored(length - 1 + i);
  }
  return padded;
}

}  // namespace

WhisperFeatures::WhisperFeatures(int bands) : bank_(kSampleRate, kWindow, {.n_mels = bands}) {}

void WhisperFeatures::Write(std::span<const float> samples, std::int64_t frames,
                            std::span<float> out) const {
  if (frames < 0 || out.size() != static_cast<std::size_t>(bands() * frames)) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "features need bands x frames values: expected " +
                          std::to_string(bands() * frames) + ", found " +
                          std::to_string(out.size()));
  }
  CheckFinite(samples);
  const std::vector<float> padded = Padded(samples);
  FrameTransform transform({.n_fft = kWindow, .hop_length = kHop, .win_length = kWindow});
  std::vector<float> powers(kWindow / 2 + 1);
  std::vector<float> mel(static_cast<std::size_t>(bands()));
  const auto width = static_cast<std::size_t>(frames);
  // The reference looks for the largest value in one frame more than it hands on.
  const std::size_t with_sound = samples.size() / kHop + 1;
  const std::size_t kept = std::min(with_sound - 1, width);
  float largest = std::log10(kSmallestPower);
  std::ranges::fill(out, 0.0F);
  for (std::size_t t = 0; t < with_sound; ++t) {
    const auto spectrum = transform.Transform(std::span(padded).subspan(t * kHop, kWindow));
    std::ranges::transform(spectrum, powers.begin(),
                           [](const std::complex<float>& x) { return std::norm(x); });
    bank_.Apply(powers, mel);
    for (std::size_t m = 0; m < mel.size(); ++m) {
      const float level = std::log10(std::max(mel[m], kSmallestPower));
      largest = std::max(largest, level);
      if (t < kept) out[m * width + t] = level;
    }
  }
  for (std::size_t m = 0; m < mel.size(); ++m) {
    for (float& level : out.subspan(m * width, kept)) {
      level = (std::max(level, largest - kRange) + 4) / 4;
    }
  }
}

}  // namespace klay
