#include "klay_beam/audio/process/step.h"

#include <utility>

namespace klay {
namespace {

/// Frames of whole audio that go through at a time: few enough for the cache.
constexpr int64_t kBlock = 8192;

class Identity final : public Processor {
 public:
  explicit Identity(SoundFormat format) : format_(std::move(format)) {}

  const SoundFormat& format() const override { return format_; }
  void Process(SoundBlock in, PlanarBuffer& out) override { Append(in, out); }
  void Flush(PlanarBuffer&) override {}

 private:
  SoundFormat format_;
};

class Pair final : public Processor {
 public:
  Pair(std::unique_ptr<Processor> first, std::unique_ptr<Processor> second)
      : first_(std::move(first)),
        second_(std::move(second)),
        between_(first_->format().channels()) {}

  const SoundFormat& format() const override { return second_->format(); }

  void Process(SoundBlock in, PlanarBuffer& out) override {
    between_.Clear();
    first_->Process(in, between_);
    if (between_.frames() > 0) second_->Process(SoundBlock(between_), out);
  }

  void Flush(PlanarBuffer& out) override {
    between_.Clear();
    first_->Flush(between_);
    if (between_.frames() > 0) second_->Process(SoundBlock(between_), out);
    second_->Flush(out);
  }

 private:
  std::unique_ptr<Processor> first_;
  std::unique_ptr<Processor> second_;
  PlanarBuffer between_;
};

}  // namespace

Step::Step() : Step([](const SoundFormat& in) { return std::make_unique<Identity>(in); }) {}

Step operator|(Step first, Step second) {
  return Step([first = std::move(first), second = std::move(second)](const SoundFormat& in) {
    std::unique_ptr<Processor> front = first.Prepare(in);
    std::unique_ptr<Processor> back = second.Prepare(front->format());
    return std::make_unique<Pair>(std::move(front), std::move(back));
  });
}

Audio Apply(const Step& step, const Audio& audio) {
  const std::unique_ptr<Processor> processor =
      step.Prepare({.sample_rate = audio.sample_rate, .layout = audio.layout});
  PlanarBuffer out(processor->format().channels());
  const SoundBlock whole(audio);
  for (int64_t begin = 0; begin < audio.frames; begin += kBlock) {
    processor->Process(whole.Part(begin, kBlock), out);
  }
  processor->Flush(out);
  Audio result = out.Finish(audio.path, processor->format().sample_rate);
  result.layout = processor->format().layout;
  return result;
}

}  // namespace klay
