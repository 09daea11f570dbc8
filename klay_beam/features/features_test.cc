#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/error.h"
#include "klay_beam/features/chroma.h"
#include "klay_beam/features/frame_levels.h"
#include "klay_beam/features/mfcc.h"
#include "klay_beam/features/onset_strength.h"
#include "klay_beam/features/spectral_shape.h"
#include "klay_beam/features/testing/reference_signals.h"

namespace klay {
namespace {

using testing::ReferenceSignal;

Audio Mono(std::vector<float> samples, int rate = 16000) {
  return Audio::FromPlanar("sound", rate, 1, std::move(samples));
}

TEST(CountFrames, IsOfWhatForEachFrameGives) {
  for (const bool center : {false, true}) {
    for (const int length : {4, 7}) {
      const FrameOptions options = {.frame_length = length, .hop_length = 3, .center = center};
      for (size_t samples = 0; samples < 25; ++samples) {
        int64_t frames = 0;
        ForEachFrame(std::vector<float>(samples), options, FramePadding::kZeros,
                     [&](std::span<const float> /*frame*/) { ++frames; });
        EXPECT_EQ(CountFrames(static_cast<int64_t>(samples), options), frames) << samples;
      }
    }
  }
}

TEST(ForEachFrame, RefusesHopsThatAreNotWithinAFrame) {
  for (const int hop : {0, -1, 5}) {
    const FrameOptions options = {.frame_length = 4, .hop_length = hop};
    EXPECT_THROW(Rms(Mono({1, 2, 3}), options), beam::Error) << hop;
  }
}

TEST(Features, OfAnEmptySoundHaveNoFrames) {
  const Audio empty = Mono({});
  EXPECT_EQ(Stft(empty).frames, 0);
  EXPECT_EQ(Mfcc(empty).frames, 0);
  EXPECT_EQ(LogMelSpectrogram(Audio()).frames, 0);
  EXPECT_EQ(Rms(empty).frames, 0);
  EXPECT_EQ(SpectralCentroid(empty).frames, 0);
}

TEST(Features, OfASoundShorterThanAFrameAreOfPaddedFramesOnly) {
  const Audio brief = Mono(std::vector<float>(100, 0.5F));
  EXPECT_EQ(Stft(brief).frames, 1);
  EXPECT_EQ(Stft(brief, {.center = false}).frames, 0);
  EXPECT_NEAR(Rms(brief).values.at(0), std::sqrt(100 * 0.25 / 2048), 1e-6);
}

TEST(Features, OfSamplesThatAreNotFiniteAreRefused) {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    std::vector<float> samples(5000);
    samples[4321] = bad;
    try {
      LogMelSpectrogram(Mono(samples));
      ADD_FAILURE() << bad;
    } catch (const beam::Error& error) {
      EXPECT_EQ(error.code(), beam::ErrorCode::kInvalidArgument);
      EXPECT_NE(error.message().find("sample 4321"), std::string::npos) << error.message();
    }
  }
}

TEST(Features, OfEachChannelAreThoseOfThatChannelAlone) {
  const Audio noise = ReferenceSignal("noise", 11025);
  const Audio chirp = ReferenceSignal("chirp", 11025);
  const auto head = chirp.samples().first(static_cast<size_t>(noise.frames));
  std::vector<float> both(noise.samples().begin(), noise.samples().end());
  both.insert(both.end(), head.begin(), head.end());
  const FeatureMap stereo = MelSpectrogram(Audio::FromPlanar("both", 11025, 2, both));
  const FeatureMap second = MelSpectrogram(Mono({head.begin(), head.end()}, 11025));
  ASSERT_EQ(stereo.channels, 2);
  for (int64_t t = 0; t < stereo.frames; ++t) {
    EXPECT_TRUE(std::ranges::equal(stereo.frame(1, t), second.frame(0, t))) << t;
    EXPECT_FALSE(std::ranges::equal(stereo.frame(0, t), second.frame(0, t))) << t;
  }
}

TEST(MelSpectrogram, TakesOddSampleRates) {
  const Audio audio = ReferenceSignal("chirp", 11027);
  const FeatureMap mel = MelSpectrogram(audio);
  EXPECT_EQ(mel.frames, 1 + audio.frames / 512);
  EXPECT_TRUE(std::ranges::all_of(mel.values, [](float v) { return std::isfinite(v); }));
}

TEST(MelSpectrogram, RefusesBandsBeyondHalfTheRate) {
  const Audio audio = ReferenceSignal("noise", 8000);
  EXPECT_THROW(MelSpectrogram(audio, {.mel = {.fmax = 4001}}), beam::Error);
  EXPECT_THROW(MelSpectrogram(audio, {.mel = {.n_mels = 0}}), beam::Error);
  EXPECT_THROW(MelSpectrogram(audio, {.mel = {.fmin = 4000}}), beam::Error);
}

TEST(Stft, RefusesAWindowLongerThanTheTransform) {
  EXPECT_THROW(Stft(Mono({1}), {.n_fft = 512, .win_length = 513}), beam::Error);
}

TEST(Mfcc, RefusesMoreCoefficientsThanBands) {
  EXPECT_THROW(Mfcc(Mono({1}), {.n_mfcc = 129}), beam::Error);
}

TEST(PowerToDb, KeepsWithinTopDbOfTheHighest) {
  FeatureMap map(1, 1, 3);
  map.values = {100, 1e-3F, 0};
  PowerToDb(map, {.ref = 10, .top_db = 60});
  EXPECT_NEAR(map.values[0], 10, 1e-4);
  EXPECT_NEAR(map.values[1], -40, 1e-4);
  EXPECT_NEAR(map.values[2], -50, 1e-4);
  EXPECT_THROW(PowerToDb(map, {.amin = 0}), beam::Error);
}

TEST(ChromaStft, OfSilenceIsZero) {
  const FeatureMap chroma = ChromaStft(Mono(std::vector<float>(4096)));
  EXPECT_TRUE(std::ranges::all_of(chroma.values, [](float v) { return v == 0; }));
}

TEST(ChromaStft, OfAnAIsHighestAtA) {
  std::vector<float> samples;
  for (int n = 0; n < 16000; ++n) samples.push_back(std::sin(6.2831853F * 0.0275F * n));
  const FeatureMap chroma = ChromaStft(Mono(samples));
  EXPECT_EQ(chroma.frame(0, 16)[9], 1);
  EXPECT_THROW(ChromaStft(Mono(samples), {.n_chroma = 0}), beam::Error);
}

TEST(OnsetStrength, RefusesToCompareAFrameWithItself) {
  EXPECT_THROW(OnsetStrength(Mono({1}), {.lag = 0}), beam::Error);
}

TEST(OnsetStrength, OfNothingIsNothingWhateverTheOptions) {
  EXPECT_EQ(OnsetStrength(Audio(), {.mel = {.stft = {.hop_length = 0}}}).frames, 0);
}

TEST(ChromaStft, RefusesTransformsThatThereAreNot) {
  for (const int n_fft : {-4, 0, 6}) {
    EXPECT_THROW(ChromaStft(Mono({1}), {.stft = {.n_fft = n_fft}}), beam::Error) << n_fft;
  }
}

TEST(SpectralCentroid, OfSilenceIsZero) {
  EXPECT_EQ(SpectralCentroid(Mono(std::vector<float>(4096))).values.at(0), 0);
}

}  // namespace
}  // namespace klay
