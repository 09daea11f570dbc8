#include "klay_beam/audio/mix.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace klay {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatEq;

std::vector<float> MonoOf(int channels, std::vector<float> planar) {
  const Audio mono = MixToMono(Audio::FromPlanar("a", 8000, channels, std::move(planar)));
  return {mono.samples().begin(), mono.samples().end()};
}

TEST(MixToMono, IsTheMeanOfTheChannels) {
  EXPECT_THAT(MonoOf(3, {1, -1, 2, -1, 6, -4}), ElementsAre(FloatEq(3), FloatEq(-2)));
}

TEST(MixToMono, EqualChannelsStayAsLoudAsTheyWere) {
  EXPECT_THAT(MonoOf(2, {1, -0.25F, 1, -0.25F}), ElementsAre(1, -0.25F));
}

TEST(MixToMono, OfMonoIsTheSameSamples) {
  const Audio audio = Audio::FromPlanar("a", 8000, 1, {1, 2, 3});
  EXPECT_EQ(MixToMono(audio).samples().data(), audio.samples().data());
}

}  // namespace
}  // namespace klay
