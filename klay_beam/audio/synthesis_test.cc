#include "klay_beam/audio/synthesis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

#include "beam/base/error.h"
#include "klay_beam/audio/exact_functions.h"

namespace klay {
namespace {

constexpr Signal kSignals[] = {Signal::kTone, Signal::kChirp, Signal::kNoise, Signal::kSpeech};

/// FNV-1a over the samples' bits.
uint64_t Fingerprint(const Audio& audio) {
  uint64_t hash = 0xCBF29CE484222325u;
  for (const float sample : audio.samples()) {
    uint32_t bits = 0;
    std::memcpy(&bits, &sample, sizeof(bits));
    hash = (hash ^ bits) * 0x100000001B3u;
  }
  return hash;
}

double Energy(std::span<const float> samples) {
  double energy = 0;
  for (const float sample : samples) energy += double{sample} * sample;
  return energy / static_cast<double>(samples.size());
}

TEST(Synthesize, HasTheLengthAsked) {
  for (const Signal signal : kSignals) {
    const Audio audio = Synthesize(signal, 22050, 2, 1.5, 1);
    EXPECT_EQ(audio.frames, 33075);
    EXPECT_EQ(audio.channels, 2);
    EXPECT_EQ(audio.sample_rate, 22050);
    EXPECT_EQ(Synthesize(signal, 8000, 1, 0, 1).frames, 0);
  }
}

TEST(Synthesize, IsHeardAndStaysBelowFullScale) {
  for (const Signal signal : kSignals) {
    for (const uint64_t seed : {1, 2, 3, 4, 5}) {
      const Audio audio = Synthesize(signal, 16000, 1, 3, seed);
      EXPECT_GT(Energy(audio.samples()), 1e-4);
      EXPECT_TRUE(std::ranges::all_of(audio.samples(),
                                      [](float sample) { return std::fabs(sample) <= 0.5f; }));
    }
  }
}

TEST(Synthesize, SeedsAndChannelsDiffer) {
  for (const Signal signal : kSignals) {
    const Audio one = Synthesize(signal, 16000, 2, 0.5, 1);
    EXPECT_FALSE(std::ranges::equal(one.channel(0), one.channel(1)));
    EXPECT_NE(Fingerprint(one), Fingerprint(Synthesize(signal, 16000, 2, 0.5, 2)));
  }
}

TEST(Synthesize, GivesTheSameSamplesOnEveryMachine) {
  EXPECT_EQ(Fingerprint(Synthesize(Signal::kTone, 44100, 2, 2, 1)), 8600752475236392034u);
  EXPECT_EQ(Fingerprint(Synthesize(Signal::kChirp, 44100, 2, 2, 1)), 4337206604449019282u);
  EXPECT_EQ(Fingerprint(Synthesize(Signal::kNoise, 44100, 2, 2, 1)), 18206336286408284344u);
  EXPECT_EQ(Fingerprint(Synthesize(Signal::kSpeech, 44100, 2, 2, 1)), 7254086070991634659u);
}

TEST(Synthesize, SpeechPauses) {
  const Audio audio = Synthesize(Signal::kSpeech, 16000, 1, 10, 1);
  const auto silent = std::ranges::count(audio.samples(), 0.0f);
  EXPECT_GT(silent, audio.frames / 20);
  EXPECT_LT(silent, audio.frames / 2);
}

TEST(Synthesize, RefusesImpossibleArguments) {
  EXPECT_THROW(Synthesize(Signal::kTone, 0, 1, 1, 1), beam::Error);
  EXPECT_THROW(Synthesize(Signal::kTone, 8000, 0, 1, 1), beam::Error);
  EXPECT_THROW(Synthesize(Signal::kTone, 8000, 1, -1, 1), beam::Error);
  EXPECT_THROW(Synthesize(Signal::kTone, 8000, 1, std::nan(""), 1), beam::Error);
}

TEST(ExactFunctions, AgreeWithTheMathLibrary) {
  for (int i = 0; i <= 512; ++i) {
    const double x = -3.5 + 0.0137 * i;
    EXPECT_NEAR(ExactSine(x), std::sin(2 * std::numbers::pi * x), 1e-13);
    EXPECT_NEAR(ExactCosine(x), std::cos(2 * std::numbers::pi * x), 1e-13);
    EXPECT_NEAR(ExactExp(x) / std::exp(x), 1, 1e-12);
  }
}

}  // namespace
}  // namespace klay
