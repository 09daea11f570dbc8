#include "klay_beam/audio/resample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>

#include "beam/base/error.h"
#include "klay_beam/audio/synthesis.h"

namespace klay {
namespace {

Audio Sine(int sample_rate, double frequency, double seconds) {
  std::vector<float> samples(static_cast<size_t>(std::llround(seconds * sample_rate)));
  for (size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(
        0.5 * std::sin(2 * std::numbers::pi * frequency * static_cast<double>(i) / sample_rate));
  }
  return Audio::FromPlanar("sine", sample_rate, 1, std::move(samples));
}

/// Power of the signal over that of its distance to the ideal [dB], off the edges by 50 ms.
double SignalToNoise(const Audio& audio, double frequency) {
  const Audio ideal = Sine(audio.sample_rate, frequency, audio.seconds());
  const auto edge = static_cast<size_t>(audio.sample_rate / 20);
  double signal = 0;
  double noise = 0;
  for (size_t i = edge; i + edge < static_cast<size_t>(audio.frames); ++i) {
    const double x = ideal.samples()[i];
    const double difference = audio.samples()[i] - x;
    signal += x * x;
    noise += difference * difference;
  }
  return 10 * std::log10(signal / noise);
}

std::vector<float> InBlocks(const Audio& audio, int rate, ResampleQuality quality,
                            const std::function<size_t()>& next_block) {
  Resampler resampler(audio.sample_rate, rate, quality);
  std::vector<float> out;
  const auto grow = [&](size_t frames, auto write) {
    const size_t before = out.size();
    out.resize(before + static_cast<size_t>(resampler.MaxOutput(static_cast<int64_t>(frames))));
    out.resize(before + static_cast<size_t>(write(out.data() + before)));
  };
  std::span<const float> rest = audio.samples();
  while (!rest.empty()) {
    const std::span<const float> block = rest.first(std::min(rest.size(), next_block()));
    rest = rest.subspan(block.size());
    grow(block.size(), [&](float* to) { return resampler.Process(block, to); });
  }
  grow(0, [&](float* to) { return resampler.Flush(to); });
  return out;
}

TEST(Resample, EqualsAnIdealSine) {
  struct Case {
    int from, to;
    ResampleQuality quality;
    double decibels;
  };
  for (const Case& c : {Case{44100, 16000, ResampleQuality::kLow, 60},
                        Case{44100, 16000, ResampleQuality::kMedium, 60},
                        Case{44100, 16000, ResampleQuality::kHigh, 80},
                        Case{44100, 16000, ResampleQuality::kVeryHigh, 85},
                        Case{48000, 16000, ResampleQuality::kHigh, 80},
                        Case{8000, 48000, ResampleQuality::kHigh, 80},
                        Case{22050, 44100, ResampleQuality::kHigh, 80}}) {
    const Audio out = Resample(Sine(c.from, 1000, 1), c.to, c.quality);
    EXPECT_GT(SignalToNoise(out, 1000), c.decibels) << c.from << " to " << c.to;
  }
}

TEST(Resample, RemovesWhatTheNewRateCannotHold) {
  const Audio out = Resample(Sine(44100, 12000, 1), 16000);
  float peak = 0;
  for (const float sample : out.samples().subspan(800, 14000)) {
    peak = std::max(peak, std::fabs(sample));
  }
  EXPECT_LT(peak, 0.5e-5);
}

TEST(Resample, LengthIsTheRoundedProductOfDurationAndRate) {
  const int rates[] = {7999, 8000, 11025, 16000, 22050, 44100, 48000, 96000};
  std::mt19937_64 random(3);
  for (const int from : rates) {
    for (const int to : rates) {
      const auto frames = static_cast<size_t>(random() % 3000);
      const Audio audio = Audio::FromPlanar("a", from, 1, std::vector<float>(frames, 0.1f));
      const int64_t expected =
          std::llround(static_cast<double>(frames) * to / static_cast<double>(from));
      EXPECT_EQ(Resample(audio, to).frames, expected) << frames << ": " << from << " to " << to;
    }
  }
}

TEST(Resample, LengthOfDaysOfAudioDoesNotOverflow) {
  const int64_t frames = int64_t{768000} * 86400 * 365;
  EXPECT_EQ(Resampler::OutputFrames(frames, 768000, 1), int64_t{86400} * 365);
  EXPECT_EQ(Resampler::OutputFrames(int64_t{86400} * 365, 1, 768000), frames);
}

TEST(Resample, AnyBlockSizeGivesTheSameBits) {
  for (const auto quality : {ResampleQuality::kLow, ResampleQuality::kMedium,
                             ResampleQuality::kHigh, ResampleQuality::kVeryHigh}) {
    for (const int to : {16000, 48000, 11025}) {
      const Audio audio = Synthesize(Signal::kNoise, 44100, 1, 0.8, 9);
      const Audio whole = Resample(audio, to, quality);
      std::mt19937_64 random(1);
      for (const size_t block : {size_t{1}, size_t{37}, size_t{8192}, size_t{1000000}}) {
        const std::vector<float> out = InBlocks(audio, to, quality, [=] { return block; });
        EXPECT_TRUE(std::ranges::equal(out, whole.samples())) << to << " by " << block;
      }
      const std::vector<float> out = InBlocks(audio, to, quality, [&] { return random() % 5000; });
      EXPECT_TRUE(std::ranges::equal(out, whole.samples())) << to << " by random blocks";
    }
  }
}

TEST(Resample, ChannelsDoNotTouchEachOther) {
  const Audio stereo = Synthesize(Signal::kSpeech, 44100, 2, 0.5, 4);
  const Audio out = Resample(stereo, 16000);
  for (const int c : {0, 1}) {
    const std::span<const float> plane = stereo.channel(c);
    const Audio mono = Audio::FromPlanar("m", 44100, 1, {plane.begin(), plane.end()});
    EXPECT_TRUE(std::ranges::equal(out.channel(c), Resample(mono, 16000).samples()));
  }
}

TEST(Resample, KeepsPathAndChannelsAndSetsTheRate) {
  const Audio audio = Audio::FromPlanar("a.wav", 8000, 2, std::vector<float>(200));
  const Audio out = Resample(audio, 16000);
  EXPECT_EQ(out.path, "a.wav");
  EXPECT_EQ(out.channels, 2);
  EXPECT_EQ(out.sample_rate, 16000);
}

TEST(Resample, AtItsOwnRateIsTheSameSamples) {
  const Audio audio = Audio::FromPlanar("a", 8000, 1, {1, 2, 3});
  EXPECT_EQ(Resample(audio, 8000).samples().data(), audio.samples().data());
}

TEST(Resample, OfNothingIsNothing) {
  EXPECT_EQ(Resample(Audio::FromPlanar("a", 8000, 1, {}), 16000).frames, 0);
  EXPECT_EQ(Resample(Audio::FromPlanar("a", 48000, 1, {0.5f}), 8000).frames, 0);
  EXPECT_EQ(Resample(Audio::FromPlanar("a", 8000, 1, {0.5f}), 48000).frames, 6);
}

TEST(Resample, RefusesImpossibleRates) {
  const Audio audio = Audio::FromPlanar("a", 8000, 1, {1, 2, 3});
  for (const int rate : {0, -1, 768001}) {
    try {
      Resample(audio, rate);
      FAIL() << rate;
    } catch (const beam::Error& error) {
      EXPECT_EQ(error.code(), beam::ErrorCode::kInvalidArgument);
      EXPECT_THAT(error.message(), ::testing::HasSubstr(std::to_string(rate)));
    }
  }
}

}  // namespace
}  // namespace klay
