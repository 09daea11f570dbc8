#include "klay_beam/audio/process/crop.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "beam/base/describe.h"
#include "beam/base/error.h"

namespace klay {
namespace {

constexpr int64_t kToTheEnd = std::numeric_limits<int64_t>::max();
/// Frames are counted in 64 bits.
constexpr double kMostSeconds = 1e9;

void CheckTime(double seconds) {
  if (seconds >= 0 && seconds <= kMostSeconds) return;
  throw beam::Error(beam::ErrorCode::kInvalidArgument,
                    "there is no such time: " + beam::Describe(seconds) + " s");
}

int64_t FrameAt(double seconds, int sample_rate) {
  return std::llround(seconds * sample_rate);
}

class Cropper final : public Processor {
 public:
  Cropper(SoundFormat format, int64_t begin, int64_t end)
      : format_(std::move(format)), begin_(begin), end_(end) {}

  const SoundFormat& format() const override { return format_; }

  void Process(SoundBlock in, PlanarBuffer& out) override {
    const int64_t from = std::clamp<int64_t>(begin_ - done_, 0, in.frames());
    const int64_t to = std::clamp<int64_t>(end_ - done_, from, in.frames());
    Append(in.Part(from, to - from), out);
    done_ += in.frames();
  }

  void Flush(PlanarBuffer&) override {}

 private:
  SoundFormat format_;
  int64_t begin_;
  int64_t end_;
  int64_t done_ = 0;
};

/// Silence in front; and behind, as much as is asked or as is missing.
class Padder final : public Processor {
 public:
  Padder(SoundFormat format, int64_t before, int64_t after, int64_t least)
      : format_(std::move(format)), before_(before), after_(after), least_(least) {}

  const SoundFormat& format() const override { return format_; }

  void Process(SoundBlock in, PlanarBuffer& out) override {
    PadFront(out);
    Append(in, out);
    done_ += in.frames();
  }

  void Flush(PlanarBuffer& out) override {
    PadFront(out);
    AppendSilence(std::max(after_, least_ - done_), out);
  }

 private:
  void PadFront(PlanarBuffer& out) { AppendSilence(std::exchange(before_, 0), out); }

  SoundFormat format_;
  int64_t before_;
  int64_t after_;
  int64_t least_;
  int64_t done_ = 0;
};

class SilenceTrimmer final : public Processor {
 public:
  SilenceTrimmer(SoundFormat format, float threshold, int64_t keep)
      : format_(std::move(format)),
        threshold_(threshold),
        keep_(keep),
        silence_(format_.channels()) {}

  const SoundFormat& format() const override { return format_; }

  void Process(SoundBlock in, PlanarBuffer& out) override {
    const int64_t loud_end = LoudEnd(in);
    if (loud_end == 0) {
      Append(in, silence_);
      if (!heard_) silence_.Drop(std::max<int64_t>(0, silence_.frames() - keep_));
      return;
    }
    int64_t begin = 0;
    if (!heard_) {
      const int64_t loud_begin = LoudBegin(in);
      begin = std::max<int64_t>(0, loud_begin - keep_);
      silence_.Drop(std::max<int64_t>(0, silence_.frames() + loud_begin - keep_ - begin));
      heard_ = true;
    }
    Append(SoundBlock(silence_), out);
    Append(in.Part(begin, loud_end - begin), out);
    silence_.Clear();
    Append(in.Part(loud_end, in.frames() - loud_end), silence_);
  }

  void Flush(PlanarBuffer& out) override {
    if (heard_) Append(SoundBlock(silence_).Part(0, keep_), out);
  }

 private:
  bool IsLoud(float sample) const { return std::fabs(sample) >= threshold_; }

  /// The first frame with a loud sample; in.frames() when there is none.
  int64_t LoudBegin(SoundBlock in) const {
    int64_t first = in.frames();
    for (int c = 0; c < in.channels(); ++c) {
      const std::span<const float> samples = in.channel(c).first(static_cast<size_t>(first));
      first =
          std::ranges::find_if(samples, [this](float s) { return IsLoud(s); }) - samples.begin();
    }
    return first;
  }

  /// One behind the last frame with a loud sample; 0 when there is none.
  int64_t LoudEnd(SoundBlock in) const {
    int64_t end = 0;
    for (int c = 0; c < in.channels(); ++c) {
      const std::span<const float> samples = in.channel(c);
      auto i = static_cast<int64_t>(samples.size());
      while (i > end && !IsLoud(samples[static_cast<size_t>(i - 1)])) --i;
      end = i;
    }
    return end;
  }

  SoundFormat format_;
  float threshold_;
  int64_t keep_;
  bool heard_ = false;
  PlanarBuffer silence_;  ///< What was silent last.
};

}  // namespace

Step Crop(double start, std::optional<double> duration) {
  CheckTime(start);
  CheckTime(duration.value_or(0));
  return Step([start, duration](const SoundFormat& in) {
    const int64_t begin = FrameAt(start, in.sample_rate);
    const int64_t end = duration ? FrameAt(start + *duration, in.sample_rate) : kToTheEnd;
    return std::make_unique<Cropper>(in, begin, end);
  });
}

Step Pad(double before, double after) {
  CheckTime(before);
  CheckTime(after);
  return Step([before, after](const SoundFormat& in) {
    return std::make_unique<Padder>(in, FrameAt(before, in.sample_rate),
                                    FrameAt(after, in.sample_rate), 0);
  });
}

Step PadTo(double seconds) {
  CheckTime(seconds);
  return Step([seconds](const SoundFormat& in) {
    return std::make_unique<Padder>(in, 0, 0, FrameAt(seconds, in.sample_rate));
  });
}

Step TrimSilence(SilenceOptions options) {
  CheckTime(options.keep);
  return Step([options](const SoundFormat& in) {
    return std::make_unique<SilenceTrimmer>(
        in, static_cast<float>(std::pow(10, options.threshold_db / 20)),
        FrameAt(options.keep, in.sample_rate));
  });
}

}  // namespace klay
