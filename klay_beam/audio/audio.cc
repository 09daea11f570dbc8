#include "klay_beam/audio/audio.h"

#include <utility>

#include "beam/base/error.h"

namespace klay {
namespace {

void CheckFormat(int sample_rate, int channels, const std::string& path) {
  if (sample_rate <= 0 || channels <= 0) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "audio needs a positive rate and channel count: " + path + ", " +
                          std::to_string(sample_rate) + " Hz, " + std::to_string(channels) +
                          " channels");
  }
}

}  // namespace

Audio Audio::FromPlanar(std::string path, int sample_rate, int channels,
                        std::vector<float> samples) {
  CheckFormat(sample_rate, channels, path);
  if (samples.size() % static_cast<size_t>(channels) != 0) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "samples do not divide into channels: " + path + ", " +
                          std::to_string(samples.size()) + " samples, " + std::to_string(channels) +
                          " channels");
  }
  const auto frames = static_cast<int64_t>(samples.size() / static_cast<size_t>(channels));
  auto owner = std::make_shared<const std::vector<float>>(std::move(samples));
  const float* data = owner->data();
  return FromShared(std::move(path), sample_rate, channels, frames,
                    std::shared_ptr<const float>(std::move(owner), data));
}

Audio Audio::FromShared(std::string path, int sample_rate, int channels, int64_t frames,
                        std::shared_ptr<const float> samples) {
  CheckFormat(sample_rate, channels, path);
  if (frames < 0 || (frames > 0 && samples == nullptr)) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "audio without samples: " + path + ", " + std::to_string(frames) + " frames");
  }
  Audio audio;
  audio.path = std::move(path);
  audio.sample_rate = sample_rate;
  audio.channels = channels;
  audio.frames = frames;
  audio.layout = DefaultLayout(channels);
  audio.samples_ = std::move(samples);
  return audio;
}

std::span<const float> Audio::channel(int c) const {
  if (c < 0 || c >= channels) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument, "no such channel: " + path + ", channel " +
                                                             std::to_string(c) + " of " +
                                                             std::to_string(channels));
  }
  const auto length = static_cast<size_t>(frames);
  return samples().subspan(static_cast<size_t>(c) * length, length);
}

std::span<const float> Audio::samples() const {
  return {samples_.get(), static_cast<size_t>(frames) * static_cast<size_t>(channels)};
}

double Audio::seconds() const {
  return sample_rate > 0 ? static_cast<double>(frames) / sample_rate : 0.0;
}

}  // namespace klay
