#include "klay_beam/features/tempo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "beam/base/error.h"
#include "klay_beam/features/tempogram.h"
#include "klay_beam/features/testing/reference_signals.h"

namespace klay {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::IsEmpty;
using testing::ReferenceSignal;

Audio Silence(size_t samples, int channels = 1) {
  return Audio::FromPlanar("silence", 22050, channels,
                           std::vector<float>(samples * static_cast<size_t>(channels)));
}

TEST(Tempo, OfClicksIsTheNearestThatIsWholeFramesLong) {
  for (const int tempo : {60, 75, 90, 120, 150, 173}) {
    const Audio audio = ReferenceSignal("clicks_" + std::to_string(tempo));
    const double frame = 512.0 / 22050;
    const double beat = 60 / Tempo(audio).at(0);
    EXPECT_NEAR(beat, 60.0 / tempo, frame) << tempo;
    EXPECT_NEAR(beat / frame, std::round(beat / frame), 1e-9) << tempo;
  }
}

TEST(Tempo, IsOfEachChannelAlone) {
  const Audio slow = ReferenceSignal("clicks_90");
  const Audio fast = ReferenceSignal("clicks_150");
  std::vector<float> samples(slow.samples().begin(), slow.samples().end());
  samples.insert(samples.end(), fast.samples().begin(), fast.samples().end());
  samples.resize(samples.size() + slow.samples().size());
  const Audio three = Audio::FromPlanar("three", 22050, 3, samples);
  // What lies more than 80 dB below the loudest channel does not count, so that channels are not
  // quite alone.
  EXPECT_THAT(Tempo(three), ElementsAre(Tempo(slow).at(0), Tempo(fast).at(0), 0));
}

TEST(Tempo, OfSilenceIsZero) {
  EXPECT_THAT(Tempo(Silence(100'000, 2)), ElementsAre(0, 0));
}

TEST(Tempo, OfAnEmptySoundIsZero) {
  EXPECT_THAT(Tempo(Silence(0)), ElementsAre(0));
  EXPECT_THAT(Tempo(Audio()), IsEmpty());
}

TEST(Tempo, OfASoundThatIsShorterThanTheWindowIsFound) {
  const Audio clicks = ReferenceSignal("clicks_120");
  const auto head = clicks.samples().first(44100);
  const Audio brief = Audio::FromPlanar("brief", 22050, 1, {head.begin(), head.end()});
  EXPECT_NEAR(Tempo(brief).at(0), 120, 6);
}

TEST(Tempo, StaysBelowTheFastest) {
  const Audio clicks = ReferenceSignal("clicks_173");
  EXPECT_NEAR(Tempo(clicks, {.max_tempo = 172}).at(0), 173.0 / 2, 2);
}

TEST(Tempo, RefusesOptionsThatMakeNoSense) {
  const Audio clicks = ReferenceSignal("clicks_120");
  EXPECT_THROW(Tempo(clicks, {.start_bpm = 0}), beam::Error);
  EXPECT_THROW(Tempo(clicks, {.std_bpm = 0}), beam::Error);
  EXPECT_THROW(Tempo(clicks, {.ac_size = -1}), beam::Error);
  EXPECT_THROW(Tempo(clicks, {.ac_size = 0.01}), beam::Error) << "no frame fits in it";
  EXPECT_THROW(Tempo(clicks, {.ac_size = 1e9}), beam::Error);
  EXPECT_THROW(Tempo(clicks, {.max_tempo = 5}), beam::Error) << "no beat of 12 s fits in 8 s";
}

TEST(Tempogram, OfSilenceIsZero) {
  const FeatureMap map = Tempogram(Silence(4096));
  EXPECT_EQ(map.frames, 9);
  EXPECT_EQ(map.bins, 384);
  EXPECT_THAT(map.values, Each(0));
}

TEST(Tempogram, OfAnEmptySoundHasNoFrames) {
  EXPECT_EQ(Tempogram(Silence(0)).frames, 0);
}

TEST(Tempogram, OfAnyWindowHasAsManyFramesAsTheOnsets) {
  const Audio noise = ReferenceSignal("noise");
  for (const int win_length : {2, 3, 43, 44, 45, 1000}) {
    EXPECT_EQ(Tempogram(noise, {.win_length = win_length}).frames, 44) << win_length;
  }
}

TEST(Tempogram, IsOneAtTheLagOfABeat) {
  // Onsets every 4 frames, of which only the window makes the later ones less.
  std::vector<float> onsets(64);
  for (size_t t = 0; t < onsets.size(); t += 4) onsets[t] = 2;
  std::vector<float> middle;
  int64_t t = 0;
  ForEachTempogramFrame(onsets, 32, [&](std::span<const float> frame) {
    if (t++ == 32) middle.assign(frame.begin(), frame.end());
  });
  ASSERT_EQ(middle.size(), 32U);
  EXPECT_EQ(middle[0], 1);
  EXPECT_GT(middle[4], 0.8);
  EXPECT_GT(middle[4], middle[8]);
  for (const size_t lag : {1, 2, 3, 5, 7}) EXPECT_THAT(middle[lag], FloatNear(0, 1e-6)) << lag;
}

TEST(Tempogram, RefusesWindowsThatThereAreNot) {
  for (const int win_length : {-1, 0, 1, 32769}) {
    EXPECT_THROW(Tempogram(ReferenceSignal("noise"), {.win_length = win_length}), beam::Error)
        << win_length;
  }
}

}  // namespace
}  // namespace klay
