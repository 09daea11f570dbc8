// What holds for every step.
#include "klay_beam/audio/process/step.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "klay_beam/audio/process/biquad.h"
#include "klay_beam/audio/process/crop.h"
#include "klay_beam/audio/process/gain.h"
#include "klay_beam/audio/process/loudness.h"
#include "klay_beam/audio/process/mix_channels.h"
#include "klay_beam/audio/process/overlap_add.h"
#include "klay_beam/audio/process/resample_to.h"
#include "klay_beam/audio/synthesis.h"

namespace klay {
namespace {

struct NamedStep {
  const char* name;
  Step step;
};

std::vector<NamedStep> AllSteps() {
  return {
      {"Gain", Gain(-6)},
      {"FadeIn", FadeIn(0.5)},
      {"FadeOut", FadeOut(0.5)},
      {"Crop", Crop(0.25, 1)},
      {"Pad", Pad(0.3, 0.2)},
      {"PadTo", PadTo(3)},
      {"TrimSilence", TrimSilence({.threshold_db = -30, .keep = 0.05})},
      {"ToMono", ToMono()},
      {"Downmix", Downmix(DefaultLayout(1))},
      {"SelectChannels", SelectChannels({1, 0, 1})},
      {"ResampleTo", ResampleTo(16000)},
      {"SameRate", ResampleTo(22050)},
      {"LowPass", LowPass(2000)},
      {"HighShelf", HighShelf(2000, 6)},
      {"NormalizeLoudness", NormalizeLoudness({.lufs = -16})},
      {"ProcessFrames", ProcessFrames(512, 128,
                                      [](std::span<float> frame) {
                                        for (float& sample : frame) sample *= sample;
                                      })},
      {"Chain", ToMono() | ResampleTo(16000) | FadeOut(0.1) | LowPass(3000) | Pad(0, 0.1)},
  };
}

Audio Sound() {
  return Synthesize(Signal::kSpeech, 22050, 2, 2, 7);
}

/// What `step` makes of `audio` in blocks of random lengths up to `longest`.
Audio ApplyInBlocks(const Step& step, const Audio& audio, int64_t longest) {
  const auto processor = step.Prepare({.sample_rate = audio.sample_rate, .layout = audio.layout});
  PlanarBuffer out(processor->format().channels());
  std::mt19937 random(static_cast<unsigned>(longest));
  for (int64_t begin = 0; begin < audio.frames;) {
    const SoundBlock block =
        SoundBlock(audio).Part(begin, static_cast<int64_t>(random() % (longest + 1)));
    processor->Process(block, out);
    begin += block.frames();
  }
  processor->Flush(out);
  return out.Finish(audio.path, processor->format().sample_rate);
}

TEST(EveryStep, MakesTheSameBitsOfBlocksOfAnyLength) {
  const Audio audio = Sound();
  for (const auto& [name, step] : AllSteps()) {
    const Audio expected = Apply(step, audio);
    for (const int64_t longest : {1, 100, 5000, 100000}) {
      const Audio found = ApplyInBlocks(step, audio, longest);
      ASSERT_EQ(found.frames, expected.frames) << name << " in blocks of up to " << longest;
      EXPECT_TRUE(std::ranges::equal(found.samples(), expected.samples()))
          << name << " in blocks of up to " << longest;
    }
  }
}

TEST(EveryStep, TakesSoundWithoutFrames) {
  const Audio nothing = Audio::FromPlanar("nothing", 22050, 2, {});
  for (const auto& [name, step] : AllSteps()) {
    const Audio found = Apply(step, nothing);
    const bool pads =
        std::string(name) == "Pad" || std::string(name) == "PadTo" || std::string(name) == "Chain";
    EXPECT_EQ(found.frames > 0, pads) << name;
  }
}

TEST(EveryStep, StartsAnewWithEachSound) {
  for (const auto& [name, step] : AllSteps()) {
    const Audio once = Apply(step, Sound());
    EXPECT_TRUE(std::ranges::equal(Apply(step, Sound()).samples(), once.samples())) << name;
  }
}

TEST(Apply, KeepsThePathAndTellsTheLayout) {
  const Audio mono = Apply(ToMono() | ResampleTo(8000), Sound());
  EXPECT_EQ(mono.path, Sound().path);
  EXPECT_EQ(mono.sample_rate, 8000);
  EXPECT_EQ(mono.frames, 16000);
  EXPECT_EQ(LayoutName(mono.layout), "mono");
}

}  // namespace
}  // namespace klay
