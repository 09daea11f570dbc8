#include "klay_beam/audio/inspect/plot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "klay_beam/audio/synthesis.h"

namespace klay {
namespace {

using ::testing::StartsWith;

Picture PictureOf(const Audio& audio) {
  Overview overview(600);
  overview.Add(SoundBlock(audio));
  return Plot(overview.Finish(), audio.seconds(), audio.sample_rate);
}

int Brightness(Rgb color) {
  return color.red + color.green + color.blue;
}

TEST(Plot, ShowsAChirpRise) {
  const Picture picture = PictureOf(Synthesize(Signal::kChirp, 16000, 1, 10, 1));
  // The brightest point of a column of the spectrogram, which fills the lower part.
  const auto brightest = [&](int x) {
    int best = 220;
    for (int y = 220; y < 620; ++y) {
      if (Brightness(picture.at(x, y)) > Brightness(picture.at(x, best))) best = y;
    }
    return best;
  };
  EXPECT_GT(brightest(200), brightest(600) + 100);
  EXPECT_GT(brightest(600), brightest(1000) + 100);
}

TEST(Plot, DrawsTheWaveformWhereThereIsSound) {
  std::vector<float> samples(16000);
  for (size_t i = 8000; i < 16000; ++i) samples[i] = i % 2 == 0 ? 0.9F : -0.9F;
  const Picture picture = PictureOf(Audio::FromPlanar("half", 16000, 1, samples));
  EXPECT_EQ(Brightness(picture.at(300, 30)), 3 * 255);
  EXPECT_LT(Brightness(picture.at(1000, 30)), 400);
}

TEST(Plot, OfNothingIsEmpty) {
  const Picture picture = Plot({}, 0, 16000);
  EXPECT_EQ(picture.at(300, 300), (Rgb{255, 255, 255}));
}

TEST(Picture, IsAPngFile) {
  Picture picture(40, 20, {1, 2, 3});
  picture.Write(2, 2, "1k", {255, 255, 255});
  picture.Fill(-5, -5, 100, 6, {9, 9, 9});
  EXPECT_EQ(picture.at(0, 0), (Rgb{9, 9, 9}));
  EXPECT_EQ(picture.at(39, 19), (Rgb{1, 2, 3}));
  EXPECT_THAT(picture.Png(), StartsWith("\x89PNG\r\n\x1a\n"));
}

}  // namespace
}  // namespace klay
