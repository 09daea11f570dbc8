// Voice activity against what Silero's own package finds in the same signals
// (testing/make_reference.py).

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "beam/base/error.h"
#include "klay_beam/inference/installed_model.h"
#include "klay_beam/inference/testing/why_no_model.h"
#include "klay_beam/speech/testing/speech_signals.h"
#include "klay_beam/speech/voice_activity.h"

namespace klay {
namespace {

using testing::SpeechSignal;
using testing::Spoken;

/// The words behind `key` in the reference's line that begins with it.
std::vector<std::string> Reference(const std::string& key) {
  std::ifstream file(SPEECH_REFERENCE);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key) || (line.size() > key.size() && line[key.size()] != ' ')) continue;
    std::istringstream rest(line.substr(key.size()));
    return {std::istream_iterator<std::string>(rest), {}};
  }
  throw std::runtime_error("the reference has no " + key);
}

class VoiceActivityReferenceTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!testing::CanSpeak()) GTEST_SKIP() << "there is no espeak-ng or no sox; see bin/setup";
    for (const std::string& name : testing::SpokenNames()) {
      if (testing::Checksum(Spoken(name)) != Reference("spoken " + name).at(1)) {
        GTEST_SKIP() << "this version of espeak-ng or sox speaks otherwise than the reference's";
      }
    }
    if (const auto why = testing::WhyNoModel("silero-vad")) GTEST_SKIP() << *why;
    model_ = std::make_unique<SileroVad>(InstalledModel("silero-vad"));
  }

  std::unique_ptr<SileroVad> model_;
};

TEST_P(VoiceActivityReferenceTest, ProbabilitiesAndSegmentsAreThoseOfSilero) {
  const std::vector<float> signal = SpeechSignal(GetParam());
  SpeechProbabilities detector(*model_);
  detector.Add(signal);
  const std::vector<float> probabilities = detector.Finish();
  ASSERT_EQ(probabilities.size(), (signal.size() + 511) / 512);
  const std::vector<std::string> expected = Reference(std::string("probabilities ") + GetParam());
  ASSERT_EQ(expected.size(), (probabilities.size() + 4) / 5);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(probabilities[5 * i], std::stod(expected[i]), 1e-3) << "window " << 5 * i;
  }
  for (const VoiceActivityOptions& options :
       {VoiceActivityOptions{.onset = 0.7, .offset = 0.4}, {.onset = 0.5, .offset = 0.35}}) {
    std::ostringstream key;
    key << "segments " << GetParam() << " " << options.onset << " " << options.offset;
    const std::vector<std::string> places = Reference(key.str());
    const std::vector<SpeechSegment> segments =
        FindSpeech(probabilities, std::ssize(signal), options);
    ASSERT_EQ(2 * segments.size(), places.size()) << key.str();
    for (std::size_t i = 0; i < segments.size(); ++i) {
      // A window is 512 samples: a probability at a threshold may fall on its other side.
      EXPECT_NEAR(segments[i].start, std::stod(places[2 * i]), 512) << key.str();
      EXPECT_NEAR(segments[i].end, std::stod(places[2 * i + 1]), 512) << key.str();
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Signals, VoiceActivityReferenceTest,
                         ::testing::Values("sentences", "noisy", "between_music", "over_music",
                                           "german", "fast", "tenth_of_a_second", "noise", "music",
                                           "silence"),
                         [](const auto& info) { return std::string(info.param); });

TEST(SpokenText, IsTheSameEachTime) {
  if (!testing::CanSpeak()) GTEST_SKIP() << "there is no espeak-ng or no sox; see bin/setup";
  EXPECT_EQ(Spoken("train"), Spoken("train"));
  EXPECT_NE(Spoken("train"), Spoken("weather"));
}

}  // namespace
}  // namespace klay
