#include "klay_beam/audio/process/crop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "beam/base/error.h"

namespace klay {
namespace {

using ::testing::ElementsAre;

/// At 10 Hz.
Audio Mono(std::vector<float> samples) {
  return Audio::FromPlanar("m", 10, 1, std::move(samples));
}

std::vector<float> Result(const Step& step, std::vector<float> samples) {
  const Audio audio = Apply(step, Mono(std::move(samples)));
  return {audio.samples().begin(), audio.samples().end()};
}

TEST(Crop, TakesWhatLiesBetween) {
  EXPECT_THAT(Result(Crop(0.1, 0.2), {1, 2, 3, 4}), ElementsAre(2, 3));
  EXPECT_THAT(Result(Crop(0.2), {1, 2, 3, 4}), ElementsAre(3, 4));
  EXPECT_THAT(Result(Crop(0.2, 100), {1, 2, 3, 4}), ElementsAre(3, 4));
  EXPECT_THAT(Result(Crop(9, 1), {1, 2}), ElementsAre());
  EXPECT_THROW(Crop(-1), beam::Error);
  EXPECT_THROW(Crop(0, -1), beam::Error);
  EXPECT_THROW(Crop(NAN), beam::Error);
}

TEST(Pad, AddsSilenceAtBothEnds) {
  EXPECT_THAT(Result(Pad(0.2, 0.1), {1, 2}), ElementsAre(0, 0, 1, 2, 0));
  EXPECT_THAT(Result(PadTo(0.4), {1, 2}), ElementsAre(1, 2, 0, 0));
  EXPECT_THAT(Result(PadTo(0.1), {1, 2}), ElementsAre(1, 2));
  EXPECT_THROW(Pad(-1, 0), beam::Error);
  EXPECT_THROW(PadTo(NAN), beam::Error);
}

TEST(TrimSilence, CutsBothEndsAndNothingBetween) {
  const Step trim = TrimSilence({.threshold_db = -20, .keep = 0});
  EXPECT_THAT(Result(trim, {0, 0.01F, 0.5F, 0, 0, -0.5F, 0.05F, 0}),
              ElementsAre(0.5F, 0, 0, -0.5F));
  EXPECT_THAT(Result(trim, {0.01F, 0, 0}), ElementsAre());
  EXPECT_THAT(Result(trim, {1}), ElementsAre(1));
}

TEST(TrimSilence, KeepsWhatItIsToldTo) {
  const Step trim = TrimSilence({.threshold_db = -20, .keep = 0.2});
  EXPECT_THAT(Result(trim, {0.01F, 0.02F, 0.03F, 1, 0.04F, 0.05F, 0.06F}),
              ElementsAre(0.02F, 0.03F, 1, 0.04F, 0.05F));
  EXPECT_THAT(Result(trim, {0.03F, 1}), ElementsAre(0.03F, 1));
}

TEST(TrimSilence, HearsEveryChannel) {
  const Audio stereo = Audio::FromPlanar("s", 10, 2, {0, 0, 1, 0, 0, /**/ 0, 0, 0, 1, 0});
  EXPECT_EQ(Apply(TrimSilence({.keep = 0}), stereo).frames, 2);
}

}  // namespace
}  // namespace klay
