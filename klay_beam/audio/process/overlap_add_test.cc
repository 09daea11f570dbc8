#include "klay_beam/audio/process/overlap_add.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "beam/base/error.h"
#include "klay_beam/audio/synthesis.h"

namespace klay {
namespace {

using ::testing::ElementsAre;

TEST(Framer, CutsOverlappingFrames) {
  Framer framer(4, 2);
  std::vector<std::vector<float>> frames;
  const auto take = [&](std::span<const float> frame) {
    frames.emplace_back(frame.begin(), frame.end());
  };
  const std::vector<float> samples = {1, 2, 3, 4, 5, 6, 7};
  framer.Add(std::span(samples).first(3), take);
  EXPECT_TRUE(frames.empty());
  framer.Add(std::span(samples).subspan(3), take);
  EXPECT_THAT(frames, ElementsAre(ElementsAre(1, 2, 3, 4), ElementsAre(3, 4, 5, 6)));
  EXPECT_THAT(framer.rest(), ElementsAre(5, 6, 7));
  EXPECT_THROW(Framer(4, 5), beam::Error);
  EXPECT_THROW(Framer(4, 0), beam::Error);
}

TEST(HannWindow, AddsUpToOne) {
  const std::vector<float> window = HannWindow(8);
  for (size_t i = 0; i < 4; ++i) EXPECT_NEAR(window[i] + window[i + 4], 1, 1e-6);
  EXPECT_EQ(window[0], 0);
}

TEST(ProcessFrames, ThatChangesNothingGivesTheSoundBack) {
  const Audio sound = Synthesize(Signal::kSpeech, 16000, 2, 0.7, 3);
  for (const auto& [size, hop] : {std::pair(512, 256), std::pair(512, 128), std::pair(400, 160),
                                  std::pair(100, 7), std::pair(20000, 5000)}) {
    const Audio copy = Apply(ProcessFrames(size, hop, [](std::span<float>) {}), sound);
    ASSERT_EQ(copy.frames, sound.frames);
    for (size_t i = 0; i < sound.samples().size(); ++i) {
      ASSERT_NEAR(copy.samples()[i], sound.samples()[i], 2e-6) << size << " " << hop << " " << i;
    }
  }
}

TEST(ProcessFrames, ChangesEachFrame) {
  const Audio sound = Synthesize(Signal::kTone, 16000, 1, 0.2, 3);
  const Step halve = ProcessFrames(256, 64, [](std::span<float> frame) {
    for (float& sample : frame) sample *= 0.5F;
  });
  const Audio soft = Apply(halve, sound);
  for (size_t i = 0; i < sound.samples().size(); ++i) {
    ASSERT_NEAR(soft.samples()[i], sound.samples()[i] / 2, 1e-6);
  }
}

TEST(ProcessFrames, RefusesFramesThatDoNotOverlapByHalf) {
  EXPECT_THROW(ProcessFrames(512, 257, [](std::span<float>) {}), beam::Error);
  EXPECT_THROW(ProcessFrames(0, 0, [](std::span<float>) {}), beam::Error);
}

}  // namespace
}  // namespace klay
