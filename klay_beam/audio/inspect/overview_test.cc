#include "klay_beam/audio/inspect/overview.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "klay_beam/audio/process/gain.h"
#include "klay_beam/audio/process/mix_channels.h"
#include "klay_beam/audio/synthesis.h"

namespace klay {
namespace {

std::vector<Overview::Column> ColumnsOf(const Audio& audio, int columns) {
  Overview overview(columns);
  overview.Add(SoundBlock(audio));
  EXPECT_EQ(overview.frames(), audio.frames);
  return overview.Finish();
}

TEST(Overview, HasSomeHundredColumnsWhateverTheLength) {
  for (const double seconds : {5.0, 20.0, 100.0, 700.0}) {
    const Audio audio = Synthesize(Signal::kNoise, 8000, 1, seconds, 1);
    const size_t count = ColumnsOf(audio, 200).size();
    EXPECT_GE(count, 200U) << seconds;
    EXPECT_LE(count, 400U) << seconds;
  }
}

TEST(Overview, ShowsTheExtremesOfAllChannels) {
  const Audio tone = Synthesize(Signal::kTone, 8000, 1, 60, 1);
  const Audio opposed = Apply(MixChannels({{1}, {-1}}, DefaultLayout(2)), tone);
  const float peak = std::ranges::max(tone.samples());
  for (const Overview::Column& column : ColumnsOf(opposed, 100)) {
    EXPECT_NEAR(column.high, peak, 0.02);
    EXPECT_NEAR(column.low, -peak, 0.02);
    // They cancel out in the mean.
    EXPECT_LT(std::ranges::max(column.power), 1e-12);
  }
}

TEST(Overview, GivesASineOfFullScaleThePowerOne) {
  std::vector<float> sine(80000);
  for (size_t i = 0; i < sine.size(); ++i) {
    sine[i] =
        static_cast<float>(std::sin(2 * std::numbers::pi * 100 * static_cast<double>(i) / 1024));
  }
  const auto columns = ColumnsOf(Audio::FromPlanar("sine", 8000, 1, std::move(sine)), 100);
  for (size_t i = 20; i < columns.size() - 40; ++i) {
    EXPECT_NEAR(columns[i].power[100], 1, 0.01) << i;
    EXPECT_LT(columns[i].power[110], 1e-6) << i;
  }
}

TEST(Overview, TakesBlocksOfAnyLength) {
  const Audio audio = Synthesize(Signal::kSpeech, 8000, 1, 9, 1);
  Overview overview(50);
  for (int64_t begin = 0; begin < audio.frames; begin += 333) {
    overview.Add(SoundBlock(audio).Part(begin, 333));
  }
  const auto found = overview.Finish();
  const auto expected = ColumnsOf(audio, 50);
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].low, expected[i].low);
    EXPECT_EQ(found[i].power, expected[i].power);
  }
}

TEST(Overview, OfNothingHasNoSound) {
  for (const Overview::Column& column : ColumnsOf(Audio::FromPlanar("none", 8000, 1, {}), 50)) {
    EXPECT_EQ(column.high, 0);
  }
}

}  // namespace
}  // namespace klay
