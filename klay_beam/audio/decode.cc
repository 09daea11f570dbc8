#include "klay_beam/audio/decode.h"

#include <algorithm>
#include <vector>

#include "beam/base/error.h"
#include "klay_beam/audio/codec/decoder.h"
#include "klay_beam/audio/mix.h"
#include "klay_beam/audio/planar_buffer.h"

namespace klay {
namespace {

/// Frames that go through at a time. Small enough that a block stays in the cache from one step to
/// the next.
constexpr size_t kBlock = 8192;
/// A header's word is good for so many samples a byte of the file; what is beyond that gets memory
/// as it arrives.
constexpr int64_t kCredibleSamplesPerByte = 16;

/// Carries blocks from a decoder into planar audio: mixed, then resampled.
class Assembly {
 public:
  Assembly(const StreamFormat& format, const DecodeOptions& options, int64_t credible_frames)
      : in_channels_(format.channels),
        out_channels_(options.channels.value_or(format.channels)),
        out_rate_(options.sample_rate.value_or(format.sample_rate)),
        out_(out_channels_) {
    const int64_t frames = std::min(format.frames.value_or(0), credible_frames);
    if (out_rate_ != format.sample_rate) {
      for (int c = 0; c < out_channels_; ++c) {
        resamplers_.emplace_back(format.sample_rate, out_rate_, options.quality);
      }
      out_.Reserve(resamplers_[0].MaxOutput(frames));
    } else {
      out_.Reserve(frames);
    }
  }

  void Add(std::span<const float> interleaved) {
    const auto channels = static_cast<size_t>(in_channels_);
    const size_t frames = interleaved.size() / channels;
    frames_ += static_cast<int64_t>(frames);
    if (in_channels_ == 1) {
      AddChannels(interleaved, frames);
      return;
    }
    scratch_.resize(frames * static_cast<size_t>(out_channels_));
    if (out_channels_ == 1) {
      MixToMono(interleaved, in_channels_, scratch_);
    } else {
      for (size_t c = 0; c < channels; ++c) {
        float* plane = scratch_.data() + c * frames;
        for (size_t i = 0; i < frames; ++i) plane[i] = interleaved[i * channels + c];
      }
    }
    AddChannels(scratch_, frames);
  }

  Audio Finish(const std::string& path) {
    if (!resamplers_.empty()) {
      out_.Reserve(resamplers_[0].MaxOutput(0));
      int64_t written = 0;
      for (int c = 0; c < out_channels_; ++c) {
        written = resamplers_[static_cast<size_t>(c)].Flush(out_.end(c));
      }
      out_.Commit(written);
    }
    return out_.Finish(path, out_rate_);
  }

  /// Frames that came in.
  int64_t frames() const { return frames_; }

 private:
  void AddChannels(std::span<const float> planar, size_t frames) {
    auto written = static_cast<int64_t>(frames);
    out_.Reserve(resamplers_.empty() ? written : resamplers_[0].MaxOutput(written));
    for (size_t c = 0; c < static_cast<size_t>(out_channels_); ++c) {
      const std::span<const float> plane = planar.subspan(c * frames, frames);
      float* end = out_.end(static_cast<int>(c));
      if (resamplers_.empty()) {
        std::ranges::copy(plane, end);
      } else {
        written = resamplers_[c].Process(plane, end);
      }
    }
    out_.Commit(written);
  }

  int in_channels_;
  int out_channels_;
  int out_rate_;
  int64_t frames_ = 0;
  std::vector<Resampler> resamplers_;
  std::vector<float> scratch_;
  PlanarBuffer out_;
};

void CheckOptions(const DecodeOptions& options) {
  const int rate = options.sample_rate.value_or(1);
  const int channels = options.channels.value_or(1);
  if (rate < 1 || rate > kMaxSampleRate || channels < 1) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "cannot decode to " + std::to_string(rate) + " Hz, " +
                          std::to_string(channels) + " channels");
  }
}

void CheckChannels(const StreamFormat& format, const DecodeOptions& options,
                   const std::string& name) {
  const int channels = options.channels.value_or(format.channels);
  if (channels != 1 && channels != format.channels) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "channels are only mixed to mono: " + name + ", wanted " +
                          std::to_string(channels) + ", found " + std::to_string(format.channels));
  }
}

}  // namespace

Decoded Decode(ByteSource& source, const DecodeOptions& options) {
  CheckOptions(options);
  const std::unique_ptr<Decoder> decoder = OpenDecoder(source);
  const StreamFormat& format = decoder->format();
  CheckChannels(format, options, source.name());

  const auto channels = static_cast<size_t>(format.channels);
  Assembly assembly(format, options, source.size() * kCredibleSamplesPerByte / format.channels);
  std::vector<float> block(kBlock * channels);
  while (const size_t frames = decoder->Read(block)) {
    assembly.Add(std::span(block).first(frames * channels));
  }
  std::optional<std::string> damage = decoder->damage();
  if (assembly.frames() == 0) {
    throw beam::Error(
        beam::ErrorCode::kDataLoss,
        "no audio frames" + (damage ? " (" + *damage + ")" : "") + ": " + source.name());
  }
  return {.audio = assembly.Finish(source.name()),
          .source_seconds = static_cast<double>(assembly.frames()) / format.sample_rate,
          .source_sample_rate = format.sample_rate,
          .source_channels = format.channels,
          .damage = std::move(damage)};
}

Decoded DecodeFile(const std::string& path, const DecodeOptions& options) {
  const std::unique_ptr<ByteSource> source = OpenFileSource(path);
  return Decode(*source, options);
}

}  // namespace klay
