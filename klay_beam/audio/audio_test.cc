#include "klay_beam/audio/audio.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "beam/base/error.h"

namespace klay {
namespace {

using ::testing::ElementsAre;

TEST(Audio, IsEmptyByDefault) {
  const Audio audio;
  EXPECT_EQ(audio.frames, 0);
  EXPECT_EQ(audio.seconds(), 0);
  EXPECT_TRUE(audio.samples().empty());
}

TEST(Audio, GivesEachChannelOfPlanarSamples) {
  const Audio audio = Audio::FromPlanar("a.wav", 4, 2, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(audio.path, "a.wav");
  EXPECT_EQ(audio.frames, 3);
  EXPECT_EQ(audio.seconds(), 0.75);
  EXPECT_THAT(audio.channel(0), ElementsAre(1, 2, 3));
  EXPECT_THAT(audio.channel(1), ElementsAre(4, 5, 6));
  EXPECT_THAT(audio.samples(), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(Audio, CopySharesTheSamples) {
  const Audio audio = Audio::FromPlanar("a.wav", 4, 1, {1, 2, 3});
  Audio copy;
  copy = audio;
  EXPECT_EQ(copy.samples().data(), audio.samples().data());
  EXPECT_GE(copy.ApproximateBytes(), 3 * sizeof(float));
}

TEST(Audio, CopyOutlivesTheOriginal) {
  Audio copy;
  {
    const Audio audio = Audio::FromPlanar("a.wav", 4, 1, {1, 2, 3});
    copy = audio;
  }
  EXPECT_THAT(copy.samples(), ElementsAre(1, 2, 3));
}

TEST(Audio, RefusesWhatDoesNotFit) {
  const auto code = [](int rate, int channels, size_t samples) {
    try {
      Audio::FromPlanar("p", rate, channels, std::vector<float>(samples));
    } catch (const beam::Error& error) {
      return error.code();
    }
    return beam::ErrorCode::kInternal;
  };
  EXPECT_EQ(code(8000, 2, 3), beam::ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(0, 1, 3), beam::ErrorCode::kInvalidArgument);
  EXPECT_EQ(code(8000, 0, 3), beam::ErrorCode::kInvalidArgument);
}

TEST(Audio, RefusesAChannelThatItHasNot) {
  const Audio audio = Audio::FromPlanar("a.wav", 4, 2, {1, 2});
  EXPECT_THROW(audio.channel(2), beam::Error);
  EXPECT_THROW(audio.channel(-1), beam::Error);
}

}  // namespace
}  // namespace klay
