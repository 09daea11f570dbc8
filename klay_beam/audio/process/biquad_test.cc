#include "klay_beam/audio/process/biquad.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "beam/base/error.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/synthesis.h"
#include "klay_beam/audio/testing/ffmpeg_program.h"
#include "klay_beam/audio/testing/temporary_folder.h"

namespace klay {
namespace {

/// How much `step` raises a tone of `frequency`, once it has settled [dB].
double GainAt(const Step& step, double frequency) {
  constexpr int kRate = 48000;
  std::vector<float> tone(kRate);
  for (size_t i = 0; i < tone.size(); ++i) {
    tone[i] = static_cast<float>(
        std::sin(2 * std::numbers::pi * frequency * static_cast<double>(i) / kRate));
  }
  const Audio out = Apply(step, Audio::FromPlanar("tone", kRate, 1, std::move(tone)));
  double energy = 0;
  const std::span<const float> settled = out.samples().subspan(kRate / 2);
  for (const float sample : settled) energy += sample * sample;
  return 10 * std::log10(2 * energy / static_cast<double>(settled.size()));
}

TEST(Biquad, FiltersHaveTheGainOfTheirDesign) {
  EXPECT_NEAR(GainAt(LowPass(1000), 1000), -3.01, 0.05);
  EXPECT_NEAR(GainAt(LowPass(1000), 100), 0, 0.05);
  EXPECT_LT(GainAt(LowPass(1000), 10000), -40);
  EXPECT_NEAR(GainAt(HighPass(1000), 1000), -3.01, 0.05);
  EXPECT_NEAR(GainAt(HighPass(1000), 100), -40, 0.5);
  EXPECT_NEAR(GainAt(BandPass(1000, 2), 1000), 0, 0.05);
  EXPECT_LT(GainAt(BandPass(1000, 2), 100), -20);
  EXPECT_LT(GainAt(Notch(1000, 1), 1000), -80);
  EXPECT_NEAR(GainAt(Peak(1000, 1, 6), 1000), 6, 0.05);
  EXPECT_NEAR(GainAt(Peak(1000, 1, 6), 20), 0, 0.05);
  EXPECT_NEAR(GainAt(LowShelf(1000, 6), 50), 6, 0.05);
  EXPECT_NEAR(GainAt(LowShelf(1000, 6), 15000), 0, 0.05);
  EXPECT_NEAR(GainAt(HighShelf(1000, -6), 15000), -6, 0.1);
  EXPECT_NEAR(GainAt(HighShelf(1000, -6), 50), 0, 0.05);
}

/// FFmpeg's filters are the cookbook's, too.
TEST(Biquad, EqualsTheFfmpegProgram) {
  const testing::TemporaryFolder folder;
  const Audio noise = Synthesize(Signal::kNoise, 48000, 1, 0.5, 1);
  const std::string wave = folder.Write("noise.wav", Encode(noise, AudioFormat::kWav));
  const std::pair<std::string, Step> filters[] = {
      {"lowpass=f=3000", LowPass(3000)},
      {"highpass=f=300", HighPass(300)},
      {"equalizer=f=2000:t=q:w=1.5:g=5", Peak(2000, 1.5, 5)},
      {"lowshelf=f=200:t=q:w=0.7071067811865476:g=4", LowShelf(200, 4)},
      {"highshelf=f=4000:t=q:w=0.7071067811865476:g=-4", HighShelf(4000, -4)},
  };
  for (const auto& [filter, step] : filters) {
    const std::string filtered = folder.Path("out.wav");
    testing::RunFfmpeg(
        {"-i", wave, "-af", "aformat=sample_fmts=dbl," + filter, "-c:a", "pcm_f32le", filtered});
    const std::vector<float> expected = testing::FfmpegSamples(filtered);
    const Audio found = Apply(step, noise);
    ASSERT_EQ(found.samples().size(), expected.size());
    for (size_t i = 0; i < expected.size(); ++i) {
      ASSERT_NEAR(found.samples()[i], expected[i], 1e-4) << filter << " " << i;
    }
  }
}

TEST(Biquad, RefusesAFrequencyThatTheSoundDoesNotHave) {
  const Audio audio = Synthesize(Signal::kNoise, 8000, 1, 0.1, 1);
  for (const double frequency : {0.0, -5.0, 4000.0, static_cast<double>(NAN)}) {
    EXPECT_THROW(Apply(LowPass(frequency), audio), beam::Error) << frequency;
  }
  EXPECT_THROW(Apply(LowPass(100, 0), audio), beam::Error);
}

}  // namespace
}  // namespace klay
