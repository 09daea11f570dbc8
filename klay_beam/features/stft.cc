#include "klay_beam/features/stft.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "beam/base/error.h"
#include "klay_beam/audio/process/overlap_add.h"

namespace klay {
namespace {

void Magnitudes(std::span<const std::complex<float>> spectrum, float power, std::span<float> out) {
  for (size_t k = 0; k < spectrum.size(); ++k) {
    const float re = spectrum[k].real();
    const float im = spectrum[k].imag();
    out[k] = re * re + im * im;
  }
  if (power == 2) return;
  if (power == 1) {
    for (float& value : out) value = std::sqrt(value);
    return;
  }
  for (float& value : out) value = std::pow(value, power / 2);
}

}  // namespace

FrameTransform::FrameTransform(const StftOptions& options)
    : fft_(options.n_fft), window_(static_cast<size_t>(options.n_fft)) {
  if (options.win_length < 0 || options.win_length > options.n_fft) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "a window is not longer than the transform: n_fft " +
                          std::to_string(options.n_fft) + ", win_length " +
                          std::to_string(options.win_length));
  }
  const int length = options.win_length == 0 ? options.n_fft : options.win_length;
  std::ranges::copy(HannWindow(length), window_.begin() + (options.n_fft - length) / 2);
}

std::span<const std::complex<float>> FrameTransform::Transform(std::span<const float> frame) {
  const std::span<float> in = fft_.input();
  for (size_t n = 0; n < window_.size(); ++n) in[n] = frame[n] * window_[n];
  return fft_.Transform();
}

ComplexMap Stft(const Audio& audio, const StftOptions& options) {
  FrameTransform transform(options);
  ComplexMap map(audio.channels, CountFrames(audio.frames, options.frames()), options.bins());
  auto out = map.values.begin();
  for (int c = 0; c < audio.channels; ++c) {
    ForEachFrame(audio.channel(c), options.frames(), FramePadding::kZeros,
                 [&](std::span<const float> frame) {
                   out = std::ranges::copy(transform.Transform(frame), out).out;
                 });
  }
  return map;
}

FeatureMap MapSpectra(
    const Audio& audio, const StftOptions& options, float power, int bins,
    const std::function<void(std::span<const float> spectrum, std::span<float> out)>& fill) {
  FrameTransform transform(options);
  FeatureMap map(audio.channels, CountFrames(audio.frames, options.frames()), bins);
  std::vector<float> spectrum(static_cast<size_t>(options.bins()));
  for (int c = 0; c < audio.channels; ++c) {
    int64_t t = 0;
    ForEachFrame(audio.channel(c), options.frames(), FramePadding::kZeros,
                 [&](std::span<const float> frame) {
                   Magnitudes(transform.Transform(frame), power, spectrum);
                   fill(spectrum, map.frame(c, t++));
                 });
  }
  return map;
}

FeatureMap Spectrogram(const Audio& audio, const StftOptions& options, float power) {
  return MapSpectra(audio, options, power, options.bins(),
                    [](std::span<const float> spectrum, std::span<float> out) {
                      std::ranges::copy(spectrum, out.begin());
                    });
}

}  // namespace klay
