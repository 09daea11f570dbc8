#include "klay_beam/audio/inspect/inspection.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <span>

#include "beam/base/describe.h"
#include "beam/base/error.h"
#include "klay_beam/audio/audio_reader.h"
#include "klay_beam/audio/process/loudness.h"

namespace klay {
namespace {

constexpr float kFullScale = 0.999F;
constexpr int kClippedRun = 3;
constexpr float kSilence = 0.001F;
/// A mean of this size is no sound's own.
constexpr double kMostOffset = 0.01;

/// Samples that are looked at together, and how many at once.
constexpr size_t kChunk = 512;
constexpr size_t kLanes = 4;
/// In a register: of an array of them GCC 12 makes one sample after the other.
using Lanes = float __attribute__((vector_size(kLanes * sizeof(float))));

/// The largest size and the sum of some samples. A sample that is not a number counts for nothing.
struct Extent {
  float peak = 0;
  float sum = 0;
};

Extent ExtentOf(std::span<const float> samples) {
  Lanes peaks = {};
  Lanes sums = {};
  const size_t whole = samples.size() - samples.size() % kLanes;
  for (size_t i = 0; i < whole; i += kLanes) {
    Lanes sample;
    std::memcpy(&sample, &samples[i], sizeof sample);
    const Lanes size = sample < 0 ? -sample : sample;
    peaks = size > peaks ? size : peaks;
    sums += sample;
  }
  Extent extent;
  for (size_t i = whole; i < samples.size(); ++i) {
    extent.peak = std::max(extent.peak, std::fabs(samples[i]));
    extent.sum += samples[i];
  }
  for (size_t lane = 0; lane < kLanes; ++lane) {
    extent.peak = std::max(extent.peak, peaks[lane]);
    extent.sum += sums[lane];
  }
  return extent;
}

/// What is measured in each channel alone.
class ChannelMeter {
 public:
  void Add(std::span<const float> samples) {
    for (size_t begin = 0; begin < samples.size(); begin += kChunk) {
      const auto chunk = samples.subspan(begin, std::min(kChunk, samples.size() - begin));
      const Extent extent = ExtentOf(chunk);
      peak_ = std::max(peak_, extent.peak);
      sum_ += extent.sum;
      if (extent.peak >= kFullScale) {
        AddRuns(chunk);
      } else {
        last_ = 0;
      }
    }
  }

  float peak() const { return peak_; }
  double sum() const { return sum_; }
  int64_t clipped() const { return clipped_; }

 private:
  void AddRuns(std::span<const float> samples) {
    for (const float sample : samples) {
      const float size = std::fabs(sample);
      run_ = size >= kFullScale && sample == last_ ? run_ + 1 : 1;
      if (size >= kFullScale && run_ >= kClippedRun) clipped_ += run_ == kClippedRun ? run_ : 1;
      last_ = sample;
    }
  }

  float peak_ = 0;
  double sum_ = 0;
  float last_ = 0;  ///< No sample at full scale is 0.
  int64_t run_ = 0;
  int64_t clipped_ = 0;
};

/// The frames in which one of two channels is heard.
int64_t HeardInPair(const float* first, const float* second, size_t count) {
  int32_t heard = 0;
  for (size_t i = 0; i < count; ++i) {
    const float a = std::fabs(first[i]);
    const float b = std::fabs(second[i]);
    heard += (a > b ? a : b) >= kSilence ? 1 : 0;
  }
  return heard;
}

int64_t HeardInAny(SoundBlock block, size_t begin, size_t count) {
  std::array<float, kChunk> loudest = {};
  for (int c = 0; c < block.channels(); ++c) {
    const float* samples = block.channel(c).data() + begin;
    for (size_t i = 0; i < count; ++i) loudest[i] = std::max(loudest[i], std::fabs(samples[i]));
  }
  return HeardInPair(loudest.data(), loudest.data(), count);
}

int64_t SilentFrames(SoundBlock block) {
  const auto frames = static_cast<size_t>(block.frames());
  int64_t silent = 0;
  for (size_t begin = 0; begin < frames; begin += kChunk) {
    const size_t count = std::min(kChunk, frames - begin);
    const int64_t heard =
        block.channels() > 2
            ? HeardInAny(block, begin, count)
            : HeardInPair(block.channel(0).data() + begin,
                          block.channel(block.channels() - 1).data() + begin, count);
    silent += static_cast<int64_t>(count) - heard;
  }
  return silent;
}

bool ChannelsAreEqual(SoundBlock block) {
  for (int c = 1; c < block.channels(); ++c) {
    if (!std::ranges::equal(block.channel(0), block.channel(c))) return false;
  }
  return true;
}

void NoteChannels(const std::vector<ChannelMeter>& meters, int64_t frames, bool equal,
                  std::vector<std::string>& notes) {
  if (meters.size() > 1 && equal) notes.push_back("all channels are the same");
  const bool heard = std::ranges::any_of(meters, [](const auto& m) { return m.peak() > 0; });
  for (size_t c = 0; c < meters.size(); ++c) {
    const std::string channel = meters.size() > 1 ? "channel " + std::to_string(c + 1) + ": " : "";
    if (heard && meters[c].peak() == 0) notes.push_back(channel + "silent");
    const double offset = meters[c].sum() / static_cast<double>(frames);
    if (std::fabs(offset) > kMostOffset) {
      notes.push_back(channel + "DC offset " + beam::Describe(std::round(offset * 1000) / 1000));
    }
  }
  if (!heard) notes.push_back("digital silence");
}

}  // namespace

Inspection Inspect(ByteSource& source,
                   const std::function<void(const SoundFormat&, SoundBlock)>& take) {
  AudioReader reader(source);
  const SoundFormat& format = reader.format();
  Inspection found;
  found.info = reader.info();
  std::vector<ChannelMeter> meters(format.layout.size());
  LoudnessMeter loudness(format);
  int64_t silent_frames = 0;
  bool equal = true;
  PlanarBuffer buffer(format.channels());
  while (reader.Read(buffer)) {
    const SoundBlock block(buffer);
    for (int c = 0; c < block.channels(); ++c) meters[static_cast<size_t>(c)].Add(block.channel(c));
    loudness.Add(block);
    silent_frames += SilentFrames(block);
    equal = equal && ChannelsAreEqual(block);
    if (take) take(format, block);
    found.frames += block.frames();
    buffer.Clear();
  }
  found.damage = reader.damage();
  if (found.frames == 0) {
    throw beam::Error(beam::ErrorCode::kDataLoss,
                      "no audio frames" + (found.damage ? " (" + *found.damage + ")" : "") + ": " +
                          source.name());
  }
  found.seconds = static_cast<double>(found.frames) / format.sample_rate;
  found.silent_seconds = static_cast<double>(silent_frames) / format.sample_rate;
  found.loudness = loudness.Integrated();
  for (const ChannelMeter& meter : meters) {
    found.peak = std::max<double>(found.peak, meter.peak());
    found.clipped += meter.clipped();
  }
  NoteChannels(meters, found.frames, equal, found.notes);
  return found;
}

}  // namespace klay
