#include "klay_beam/features/true_peak.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/error.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/synthesis.h"
#include "klay_beam/audio/testing/ffmpeg_program.h"
#include "klay_beam/audio/testing/temporary_folder.h"

namespace klay {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Audio Mono(std::vector<float> samples, int rate = 48000) {
  return Audio::FromPlanar("sound", rate, 1, std::move(samples));
}

/// `samples` faded in and out, since edges ring.
Audio Faded(std::vector<float> samples, int rate) {
  constexpr size_t kFade = 4800;
  const auto fade = [](size_t n) {
    return static_cast<float>(std::min(1.0, static_cast<double>(n) / kFade));
  };
  for (size_t n = 0; n < samples.size(); ++n) samples[n] *= fade(n) * fade(samples.size() - 1 - n);
  return Mono(std::move(samples), rate);
}

/// A second of a sine at 48 kHz, or as many samples at another rate.
Audio Sine(double peak, double cycles_a_sample, double degrees, int rate = 48000) {
  std::vector<float> samples;
  for (int n = 0; n < 48000; ++n) {
    const double angle = 2 * std::numbers::pi * (cycles_a_sample * n + degrees / 360);
    samples.push_back(static_cast<float>(peak * std::sin(angle)));
  }
  return Faded(std::move(samples), rate);
}

double Dbtp(const Audio& audio) {
  return PeakToDb(TruePeak(audio).at(0));
}

/// What ffmpeg's ebur128 filter has found by the last frame [of full scale].
double FfmpegTruePeak(const Audio& audio) {
  const testing::TemporaryFolder folder;
  const std::string wave = folder.Write(
      "sound.wav", Encode(audio, AudioFormat::kWav, {.sample_type = SampleType::kFloat32}));
  const std::string found = folder.Path("peak");
  testing::RunFfmpeg(
      {"-i", wave, "-af",
       "ebur128=peak=true:metadata=1,ametadata=print:key=lavfi.r128.true_peaks_ch0:file=" + found,
       "-f", "null", "-"});
  const std::string lines = testing::ReadWhole(found);
  return std::stod(lines.substr(lines.rfind('=') + 1));
}

// The sines of EBU Tech 3341, cases 15 to 19, which wants +0.2 / -0.4 dB.
TEST(TruePeak, OfSinesIsWhatEbuWants) {
  struct Case {
    double peak;
    int samples_a_cycle;
    double degrees;
    double dbtp;
  };
  for (const Case& c : {Case{.peak = 0.5, .samples_a_cycle = 4, .degrees = 0, .dbtp = -6},
                        Case{.peak = 0.5, .samples_a_cycle = 4, .degrees = 45, .dbtp = -6},
                        Case{.peak = 0.5, .samples_a_cycle = 6, .degrees = 60, .dbtp = -6},
                        Case{.peak = 0.5, .samples_a_cycle = 8, .degrees = 67.5, .dbtp = -6},
                        Case{.peak = 1.41, .samples_a_cycle = 4, .degrees = 45, .dbtp = 3}}) {
    for (const int rate : {44100, 48000, 96000}) {
      const double dbtp = Dbtp(Sine(c.peak, 1.0 / c.samples_a_cycle, c.degrees, rate));
      EXPECT_GT(dbtp, c.dbtp - 0.4) << c.samples_a_cycle << " " << c.degrees << " at " << rate;
      EXPECT_LT(dbtp, c.dbtp + 0.2) << c.samples_a_cycle << " " << c.degrees << " at " << rate;
    }
  }
}

TEST(TruePeak, IsWhereNoSampleIs) {
  const Audio sine = Sine(0.5, 0.25, 45);
  EXPECT_NEAR(PeakToDb(std::ranges::max(sine.samples())), -9.03, 0.01);
  EXPECT_NEAR(Dbtp(sine), -6.02, 0.01);
}

TEST(TruePeak, NearsHalfOfTheRateWithinWhatTheRecommendationSays) {
  for (const double cycles : {0.05, 0.1, 0.2, 0.3, 0.4, 0.45}) {
    const double most_missing = -PeakToDb(std::cos(std::numbers::pi * cycles / 4));
    const double dbtp = Dbtp(Sine(1, cycles, 17));
    EXPECT_LT(dbtp, 0.01) << cycles;
    EXPECT_GT(dbtp, -most_missing - 0.01) << cycles;
  }
}

TEST(TruePeak, EqualsTheFfmpegProgram) {
  for (const Signal signal : {Signal::kTone, Signal::kSpeech, Signal::kChirp}) {
    for (const int rate : {44100, 48000, 96000}) {
      const Audio sound = Synthesize(signal, rate, 1, 2, 3);
      const Audio audio = Faded({sound.samples().begin(), sound.samples().end()}, rate);
      EXPECT_NEAR(Dbtp(audio), PeakToDb(FfmpegTruePeak(audio)), 0.1)
          << static_cast<int>(signal) << " " << rate;
    }
  }
}

TEST(TruePeak, FromFourTimesTheRateOnIsThatOfTheSamples) {
  for (const int rate : {176400, 192000}) {
    EXPECT_THAT(TruePeak(Mono({0.25F, -0.75F, 0.5F}, rate)), ElementsAre(0.75)) << rate;
  }
}

TEST(TruePeak, IsNeverBelowASample) {
  std::vector<float> click(1000);
  click[500] = -1;
  EXPECT_GE(TruePeak(Mono(click)).at(0), 1);
  const Audio noise = Synthesize(Signal::kNoise, 44100, 1, 1, 2);
  float largest = 0;
  for (const float sample : noise.samples()) largest = std::max(largest, std::abs(sample));
  EXPECT_GE(TruePeak(noise).at(0), largest);
}

TEST(TruePeak, IsOfEachChannelAlone) {
  const Audio sine = Sine(0.5, 0.25, 45);
  std::vector<float> both(sine.samples().begin(), sine.samples().end());
  both.resize(2 * both.size());
  EXPECT_THAT(TruePeak(Audio::FromPlanar("both", 48000, 2, both)),
              ElementsAre(TruePeak(sine).at(0), 0));
}

TEST(TruePeak, OfSilenceAndOfNothingIsZero) {
  EXPECT_THAT(TruePeak(Mono(std::vector<float>(5000))), ElementsAre(0));
  EXPECT_THAT(TruePeak(Mono({})), ElementsAre(0));
  EXPECT_THAT(TruePeak(Audio()), IsEmpty());
  EXPECT_EQ(PeakToDb(0), -std::numeric_limits<double>::infinity());
}

TEST(TruePeak, OfOneSampleIsThatSample) {
  EXPECT_NEAR(TruePeak(Mono({0.5F})).at(0), 0.5, 1e-3);
}

TEST(TruePeak, RefusesSamplesThatAreNotFinite) {
  EXPECT_THROW(TruePeak(Mono({0, std::numeric_limits<float>::quiet_NaN()})), beam::Error);
}

}  // namespace
}  // namespace klay
