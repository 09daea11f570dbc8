#include "klay_beam/audio/process/gain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "beam/base/error.h"

namespace klay {
namespace {

Audio Ones(int frames) {
  return Audio::FromPlanar("ones", 100, 1, std::vector<float>(frames, 1));
}

TEST(Gain, IsInDecibels) {
  EXPECT_NEAR(Apply(Gain(-6.0206), Ones(3)).channel(0)[2], 0.5, 1e-5);
  EXPECT_EQ(Apply(Gain(0), Ones(3)).channel(0)[2], 1);
  EXPECT_THROW(Gain(std::numeric_limits<double>::infinity()), beam::Error);
  EXPECT_THROW(Gain(NAN), beam::Error);
}

TEST(FadeIn, RisesOverItsLength) {
  const Audio faded = Apply(FadeIn(0.5), Ones(100));
  const auto samples = faded.channel(0);
  for (size_t i = 1; i < 50; ++i) EXPECT_GT(samples[i], samples[i - 1]);
  EXPECT_LT(samples[0], 0.02);
  EXPECT_NEAR(samples[25], std::sqrt(0.5), 0.02);
  EXPECT_EQ(samples[50], 1);
}

TEST(FadeOut, IsTheMirrorOfFadeIn) {
  const Audio in = Apply(FadeIn(0.5), Ones(100));
  const Audio out = Apply(FadeOut(0.5), Ones(100));
  for (size_t i = 0; i < 100; ++i) EXPECT_EQ(out.channel(0)[i], in.channel(0)[99 - i]);
}

TEST(FadeOut, OfAShorterSoundTakesAllOfIt) {
  const Audio out = Apply(FadeOut(5), Ones(10));
  EXPECT_EQ(out.frames, 10);
  EXPECT_GT(out.channel(0)[0], 0.99);
  EXPECT_LT(out.channel(0)[9], 0.1);
}

TEST(Fade, OfNoLengthChangesNothing) {
  EXPECT_EQ(Apply(FadeIn(0) | FadeOut(0), Ones(10)).channel(0)[0], 1);
  EXPECT_EQ(Apply(FadeIn(0) | FadeOut(0), Ones(10)).channel(0)[9], 1);
  EXPECT_THROW(FadeIn(-1), beam::Error);
  EXPECT_THROW(FadeOut(NAN), beam::Error);
}

}  // namespace
}  // namespace klay
