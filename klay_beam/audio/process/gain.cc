#include "klay_beam/audio/process/gain.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "beam/base/describe.h"
#include "beam/base/error.h"

namespace klay {
namespace {

class Multiplier final : public Processor {
 public:
  Multiplier(SoundFormat format, float factor) : format_(std::move(format)), factor_(factor) {}

  const SoundFormat& format() const override { return format_; }

  void Process(SoundBlock in, PlanarBuffer& out) override {
    out.Reserve(in.frames());
    for (int c = 0; c < in.channels(); ++c) {
      float* to = out.end(c);
      for (const float sample : in.channel(c)) *to++ = sample * factor_;
    }
    out.Commit(in.frames());
  }

  void Flush(PlanarBuffer&) override {}

 private:
  SoundFormat format_;
  float factor_;
};

void CheckFade(double seconds) {
  if (seconds >= 0 && std::isfinite(seconds)) return;
  throw beam::Error(beam::ErrorCode::kInvalidArgument,
                    "there is no fade of " + beam::Describe(seconds) + " s");
}

int64_t FramesOf(double seconds, int sample_rate) {
  return std::llround(seconds * sample_rate);
}

/// How loud a fade of `frames` is at its frame `i`.
float FadeAt(int64_t i, int64_t frames) {
  return static_cast<float>(std::sin(std::numbers::pi / 2 * (static_cast<double>(i) + 0.5) /
                                     static_cast<double>(frames)));
}

class FaderIn final : public Processor {
 public:
  FaderIn(SoundFormat format, int64_t frames) : format_(std::move(format)), frames_(frames) {}

  const SoundFormat& format() const override { return format_; }

  void Process(SoundBlock in, PlanarBuffer& out) override {
    const int64_t first = out.frames();
    Append(in, out);
    const int64_t faded = std::min(in.frames(), frames_ - done_);
    for (int64_t i = 0; i < faded; ++i) {
      const float factor = FadeAt(done_ + i, frames_);
      for (int c = 0; c < in.channels(); ++c)
        out.channel(c)[static_cast<size_t>(first + i)] *= factor;
    }
    done_ += std::max<int64_t>(faded, 0);
  }

  void Flush(PlanarBuffer&) override {}

 private:
  SoundFormat format_;
  int64_t frames_;
  int64_t done_ = 0;
};

class FaderOut final : public Processor {
 public:
  FaderOut(SoundFormat format, int64_t frames)
      : format_(std::move(format)), frames_(frames), held_(format_.channels()) {}

  const SoundFormat& format() const override { return format_; }

  void Process(SoundBlock in, PlanarBuffer& out) override {
    Append(in, held_);
    const int64_t sure = held_.frames() - frames_;
    if (sure <= 0) return;
    Append(SoundBlock(held_).Part(0, sure), out);
    held_.Drop(sure);
  }

  void Flush(PlanarBuffer& out) override {
    const int64_t first = out.frames();
    const int64_t frames = held_.frames();
    Append(SoundBlock(held_), out);
    for (int64_t i = 0; i < frames; ++i) {
      const float factor = FadeAt(frames - 1 - i, frames);
      for (int c = 0; c < out.channels(); ++c)
        out.channel(c)[static_cast<size_t>(first + i)] *= factor;
    }
  }

 private:
  SoundFormat format_;
  int64_t frames_;
  PlanarBuffer held_;
};

}  // namespace

Step Gain(double decibels) {
  if (!std::isfinite(decibels)) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "there is no gain of " + beam::Describe(decibels) + " dB");
  }
  const auto factor = static_cast<float>(std::pow(10, decibels / 20));
  return Step([factor](const SoundFormat& in) { return std::make_unique<Multiplier>(in, factor); });
}

Step FadeIn(double seconds) {
  CheckFade(seconds);
  return Step([seconds](const SoundFormat& in) {
    return std::make_unique<FaderIn>(in, FramesOf(seconds, in.sample_rate));
  });
}

Step FadeOut(double seconds) {
  CheckFade(seconds);
  return Step([seconds](const SoundFormat& in) {
    return std::make_unique<FaderOut>(in, FramesOf(seconds, in.sample_rate));
  });
}

}  // namespace klay
