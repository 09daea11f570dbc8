#include "klay_beam/speech/whisper/features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include "beam/base/error.h"
#include "klay_beam/speech/whisper/testing/reference.h"

namespace klay {
namespace {

using ::testing::Each;

std::vector<float> Features(const std::vector<float>& samples, std::int64_t frames,
                            int bands = 80) {
  std::vector<float> out(static_cast<std::size_t>(bands * frames), 7);
  WhisperFeatures(bands).Write(samples, frames, out);
  return out;
}

std::vector<float> Sine(std::size_t samples) {
  std::vector<float> sine(samples);
  for (std::size_t i = 0; i < samples; ++i) sine[i] = std::sin(0.3F * static_cast<float>(i));
  return sine;
}

TEST(WhisperFeatures, AreThoseOfTheReference) {
  if (const auto why = testing::WhyNoClips()) GTEST_SKIP() << *why;
  const auto reference = testing::ReadWhisperReference();
  std::vector<std::string> names;
  for (const auto& frame : reference.frames) {
    if (std::ranges::find(names, frame.clip) == names.end()) names.push_back(frame.clip);
  }
  const auto clips = testing::MakeClips(names);
  std::size_t compared = 0;
  for (const auto& [name, samples] : clips) {
    if (testing::CrcOf(samples) != reference.crcs.at(name)) {
      GTEST_SKIP() << "this espeak-ng or sox makes another clip " << name;
    }
    for (const int bands : {80, 128}) {
      const auto frames = static_cast<std::int64_t>(samples.size() / 160);
      const auto found = Features(samples, frames, bands);
      for (const auto& frame : reference.frames) {
        if (frame.clip != name || frame.bands != bands || frame.frame >= frames) continue;
        for (std::size_t i = 0; i < frame.values.size(); ++i) {
          const auto at = 7 * i * static_cast<std::size_t>(frames);
          ASSERT_NEAR(found[at + static_cast<std::size_t>(frame.frame)], frame.values[i], 1e-4)
              << name << " band " << 7 * i << " frame " << frame.frame;
          ++compared;
        }
      }
    }
  }
  EXPECT_GT(compared, 1000);
}

TEST(WhisperFeatures, AreZerosBehindTheSound) {
  const auto features = Features(Sine(16000 + 159), 300);
  for (std::size_t band = 0; band < 80; ++band) {
    EXPECT_NE(features[band * 300 + 99], 0);
    EXPECT_THAT(std::vector(features.begin() + static_cast<std::ptrdiff_t>(band * 300 + 100),
                            features.begin() + static_cast<std::ptrdiff_t>(band * 300 + 300)),
                Each(0.0F));
  }
}

TEST(WhisperFeatures, AreCutWhereTheSoundIsLonger) {
  const auto longer = Features(Sine(16000), 100);
  const auto shorter = Features(Sine(16000), 60);
  for (std::size_t t = 0; t < 60; ++t) EXPECT_EQ(longer[500 + t], shorter[300 + t]);
}

TEST(WhisperFeatures, HaveARangeOf8PowersOfTen) {
  const auto features = Features(Sine(16000), 100);
  const auto [least, most] = std::ranges::minmax(features);
  EXPECT_NEAR(most - least, 2, 1e-5);
}

TEST(WhisperFeatures, OfSilenceAreEven) {
  EXPECT_THAT(Features(std::vector<float>(1600), 10), Each(-1.5F));
}

TEST(WhisperFeatures, TakeAnyLength) {
  for (const std::size_t samples : {0, 1, 2, 39, 41, 159, 160, 161, 199, 200, 201, 400}) {
    for (const float value : Features(Sine(samples), 3)) EXPECT_TRUE(std::isfinite(value));
  }
}

TEST(WhisperFeatures, RefuseWhatIsNoSound) {
  std::vector<float> out(80);
  const WhisperFeatures features(80);
  EXPECT_THROW(features.Write(std::vector<float>{0, NAN}, 1, out), beam::Error);
  EXPECT_THROW(features.Write(std::vector<float>{0, INFINITY}, 1, out), beam::Error);
  EXPECT_THROW(features.Write(std::vector<float>{0}, 2, out), beam::Error);
}

}  // namespace
}  // namespace klay
