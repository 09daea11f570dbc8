#include "klay_beam/audio/mix.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "beam/base/error.h"
#include "klay_beam/audio/synthesis.h"

namespace klay {
namespace {

using ::testing::ElementsAre;

std::vector<float> Interleaved(const Audio& audio) {
  std::vector<float> out;
  for (int64_t i = 0; i < audio.frames; ++i) {
    for (int c = 0; c < audio.channels; ++c) {
      out.push_back(audio.channel(c)[static_cast<size_t>(i)]);
    }
  }
  return out;
}

TEST(MixToMono, IsTheMeanOfTheChannels) {
  std::vector<float> mono(2);
  MixToMono(std::vector<float>{1, 2, 6, -1, -1, -4}, 3, mono);
  EXPECT_THAT(mono, ElementsAre(3, -2));
}

TEST(MixToMono, EqualChannelsStayAsLoudAsTheyWere) {
  std::vector<float> mono(2);
  MixToMono(std::vector<float>{1, 1, -0.25f, -0.25f}, 2, mono);
  EXPECT_THAT(mono, ElementsAre(1, -0.25f));
}

TEST(MixToMono, OfMonoIsTheSameSamples) {
  const Audio audio = Audio::FromPlanar("a", 8000, 1, {1, 2, 3});
  EXPECT_EQ(MixToMono(audio).samples().data(), audio.samples().data());
}

TEST(MixToMono, WholeAudioAndBlocksOfAnySizeGiveTheSameBits) {
  for (const int channels : {2, 3, 6}) {
    const Audio audio = Synthesize(Signal::kNoise, 8000, channels, 0.7, 5);
    const Audio whole = MixToMono(audio);
    const std::vector<float> interleaved = Interleaved(audio);
    EXPECT_EQ(whole.frames, audio.frames);
    EXPECT_EQ(whole.channels, 1);
    for (const size_t block : {1u, 7u, 4096u, 100000u}) {
      std::vector<float> mono(static_cast<size_t>(audio.frames));
      for (size_t start = 0; start < mono.size(); start += block) {
        const size_t count = std::min(block, mono.size() - start);
        const auto stride = static_cast<size_t>(channels);
        MixToMono(std::span(interleaved).subspan(start * stride, count * stride), channels,
                  std::span(mono).subspan(start, count));
      }
      EXPECT_TRUE(std::ranges::equal(mono, whole.samples())) << channels << " by " << block;
    }
  }
}

TEST(MixToMono, RefusesBlocksThatDoNotFit) {
  std::vector<float> mono(2);
  EXPECT_THROW(MixToMono(std::vector<float>(5), 2, mono), beam::Error);
  EXPECT_THROW(MixToMono(std::vector<float>(2), 0, mono), beam::Error);
}

}  // namespace
}  // namespace klay
