#include "klay_beam/audio/process/loudness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/process/crop.h"
#include "klay_beam/audio/process/gain.h"
#include "klay_beam/audio/synthesis.h"
#include "klay_beam/audio/testing/ffmpeg_program.h"
#include "klay_beam/audio/testing/temporary_folder.h"

namespace klay {
namespace {

using ::testing::DoubleNear;
using ::testing::Optional;

/// What ffmpeg's ebur128 filter has found by the last frame.
double FfmpegLoudness(const Audio& audio) {
  const testing::TemporaryFolder folder;
  const std::string wave = folder.Write("sound.wav", Encode(audio, AudioFormat::kWav));
  const std::string found = folder.Path("loudness");
  testing::RunFfmpeg({"-i", wave, "-af",
                      "ebur128=metadata=1,ametadata=print:key=lavfi.r128.I:file=" + found, "-f",
                      "null", "-"});
  const std::string lines = testing::ReadWhole(found);
  return std::stod(lines.substr(lines.rfind('=') + 1));
}

Audio Sine(double peak_db) {
  return Apply(Gain(peak_db), Synthesize(Signal::kTone, 48000, 2, 3, 1));
}

TEST(MeasureLoudness, EqualsTheFfmpegProgram) {
  for (const Signal signal : {Signal::kTone, Signal::kSpeech, Signal::kNoise, Signal::kChirp}) {
    for (const int rate : {16000, 44100, 48000, 96000}) {
      for (const int channels : {1, 2}) {
        const Audio audio = Synthesize(signal, rate, channels, 6, 3);
        EXPECT_THAT(MeasureLoudness(audio), Optional(DoubleNear(FfmpegLoudness(audio), 0.1)))
            << static_cast<int>(signal) << " " << rate << " " << channels;
      }
    }
  }
}

TEST(MeasureLoudness, LeavesOutPauses) {
  const Audio speech = Synthesize(Signal::kNoise, 48000, 1, 4, 3);
  const double loudness = *MeasureLoudness(speech);
  EXPECT_THAT(MeasureLoudness(Apply(Pad(10, 10), speech)), Optional(DoubleNear(loudness, 0.5)));
}

TEST(MeasureLoudness, FollowsTheGain) {
  EXPECT_THAT(MeasureLoudness(Sine(-26)),
              Optional(DoubleNear(*MeasureLoudness(Sine(-6)) - 20, 1e-3)));
}

TEST(MeasureLoudness, OfSilenceIsAbsent) {
  EXPECT_EQ(MeasureLoudness(Audio::FromPlanar("s", 8000, 1, std::vector<float>(80000))),
            std::nullopt);
  EXPECT_EQ(MeasureLoudness(Synthesize(Signal::kTone, 48000, 1, 0.3, 1)), std::nullopt);
}

TEST(NormalizeLoudness, BringsSoundToTheTarget) {
  const Audio normal = Apply(NormalizeLoudness({.lufs = -23}), Sine(-40));
  EXPECT_THAT(MeasureLoudness(normal), Optional(DoubleNear(-23, 0.01)));
}

TEST(NormalizeLoudness, StaysBelowThePeak) {
  const Audio normal = Apply(NormalizeLoudness({.lufs = 3, .peak_db = -1}), Sine(-12));
  const float peak = std::ranges::max(normal.samples());
  EXPECT_NEAR(20 * std::log10(peak), -1, 0.01);
}

TEST(NormalizeLoudness, LeavesSilenceAlone) {
  const Audio silence = Audio::FromPlanar("s", 8000, 1, std::vector<float>(80000));
  EXPECT_TRUE(std::ranges::equal(Apply(NormalizeLoudness(), silence).samples(), silence.samples()));
}

}  // namespace
}  // namespace klay
