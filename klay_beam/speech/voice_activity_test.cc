#include "klay_beam/speech/voice_activity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <memory>

#include "beam/base/error.h"
#include "klay_beam/audio/byte_source.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/synthesis.h"
#include "klay_beam/inference/installed_model.h"
#include "klay_beam/inference/testing/why_no_model.h"

namespace klay {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int kWindow = SileroVad::kWindow;

/// Options that leave segments as the thresholds make them.
VoiceActivityOptions Plain() {
  return {.onset = 0.7, .offset = 0.4, .min_speech = 0, .min_silence = 0, .padding = 0};
}

std::vector<SpeechSegment> Find(const std::vector<float>& probabilities,
                                const VoiceActivityOptions& options) {
  return FindSpeech(probabilities, std::ssize(probabilities) * kWindow, options);
}

SpeechSegment Windows(int from, int to) {
  return {.start = std::int64_t{from} * kWindow, .end = std::int64_t{to} * kWindow};
}

TEST(FindSpeech, BeginsAtOnsetAndEndsBelowOffset) {
  EXPECT_THAT(Find({0.1, 0.69, 0.71, 0.5, 0.41, 0.39, 0.6, 0.1, 0.9}, Plain()),
              ElementsAre(Windows(2, 5), Windows(8, 9)));
}

TEST(FindSpeech, NothingIsNoSpeech) {
  EXPECT_THAT(Find({}, Plain()), IsEmpty());
  EXPECT_THAT(Find({0.69, 0.5}, Plain()), IsEmpty());
}

TEST(FindSpeech, ShortSpeechIsNoneAndAShortSilenceIsSpeech) {
  VoiceActivityOptions options = Plain();
  options.min_speech = 0.09;   // More than 2.8 windows.
  options.min_silence = 0.06;  // From 1.9 windows on.
  EXPECT_THAT(Find({0.9, 0.9, 0.1, 0.1, 0.1, 0.1}, options), IsEmpty());
  EXPECT_THAT(Find({0.9, 0.9, 0.9, 0.1, 0.1, 0.1}, options), ElementsAre(Windows(0, 3)));
  EXPECT_THAT(Find({0.9, 0.1, 0.1, 0.9, 0.1, 0.1, 0.1, 0.1}, options), ElementsAre(Windows(0, 4)));
}

TEST(FindSpeech, SpeechGoesOnToTheEndOfTheRecordingNotOfItsLastWindow) {
  EXPECT_THAT(FindSpeech(std::vector<float>{0.1, 0.9, 0.9}, 2 * kWindow + 5, Plain()),
              ElementsAre(SpeechSegment{.start = kWindow, .end = 2 * kWindow + 5}));
}

TEST(FindSpeech, PaddingStopsAtTheEndsOfTheRecordingAndHalfwayToTheNextSegment) {
  VoiceActivityOptions options = Plain();
  options.padding = 0.04;  // 640 samples, more than a window.
  EXPECT_THAT(
      Find({0.9, 0.1, 0.9, 0.1, 0.1, 0.1, 0.9, 0.1, 0.1}, options),
      ElementsAre(SpeechSegment{.start = 0, .end = kWindow + kWindow / 2},
                  SpeechSegment{.start = 2 * kWindow - kWindow / 2, .end = 3 * kWindow + 640},
                  SpeechSegment{.start = 6 * kWindow - 640, .end = 7 * kWindow + 640}));
}

TEST(FindSpeech, RefusesWhatMakesNoSense) {
  const std::vector<float> none;
  const auto refuses = [&](auto change) {
    VoiceActivityOptions options;
    change(options);
    EXPECT_THROW(FindSpeech(none, 0, options), beam::Error);
  };
  refuses([](auto& options) { options.onset = 0.3; });
  refuses([](auto& options) { options.onset = 1; });
  refuses([](auto& options) { options.offset = 0; });
  refuses([](auto& options) { options.padding = -1; });
  refuses([](auto& options) { options.min_speech = std::numeric_limits<double>::quiet_NaN(); });
  EXPECT_THROW(FindSpeech(none, 1), beam::Error);
  EXPECT_THROW(FindSpeech(std::vector<float>{0.5}, 513), beam::Error);
}

class SileroVadTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const auto why = testing::WhyNoModel("silero-vad")) GTEST_SKIP() << *why;
    model_ = std::make_unique<SileroVad>(InstalledModel("silero-vad"));
  }

  std::vector<float> ProbabilitiesInBlocks(std::span<const float> samples, std::size_t block) {
    SpeechProbabilities detector(*model_);
    for (; samples.size() > block; samples = samples.subspan(block)) {
      detector.Add(samples.first(block));
    }
    detector.Add(samples);
    EXPECT_GT(detector.frames(), 0);
    return detector.Finish();
  }

  std::unique_ptr<SileroVad> model_;
};

TEST_F(SileroVadTest, BlocksOfAnySizeGiveTheSameBits) {
  const Audio speech = Synthesize(Signal::kSpeech, kSpeechRate, 1, 5.01, 3);
  const std::vector<float> whole = ProbabilitiesInBlocks(speech.samples(), 1'000'000);
  EXPECT_EQ(whole.size(), 157U);
  for (const std::size_t block : {1U, 63U, 512U, 4099U}) {
    EXPECT_EQ(ProbabilitiesInBlocks(speech.samples(), block), whole) << block;
  }
}

TEST_F(SileroVadTest, ADetectorBeginsAnewAfterItsEnd) {
  const Audio speech = Synthesize(Signal::kSpeech, kSpeechRate, 1, 3, 4);
  SpeechProbabilities detector(*model_);
  EXPECT_THAT(detector.Finish(), IsEmpty());
  detector.Add(speech.samples());
  const std::vector<float> first = detector.Finish();
  EXPECT_EQ(detector.frames(), 0);
  detector.Add(speech.samples());
  EXPECT_EQ(detector.Finish(), first);
}

TEST_F(SileroVadTest, SamplesThatAreNoNumbersAreSilence) {
  std::vector<float> samples(std::size_t{4} * kWindow, 0.0F);
  const std::vector<float> silence = ProbabilitiesInBlocks(samples, 4000);
  samples[100] = std::numeric_limits<float>::quiet_NaN();
  samples[700] = std::numeric_limits<float>::infinity();
  EXPECT_EQ(ProbabilitiesInBlocks(samples, 4000), silence);
}

TEST_F(SileroVadTest, AReaderIsReadToItsEnd) {
  const Audio speech = Synthesize(Signal::kSpeech, 44100, 2, 20, 5);
  const auto source = OpenMemorySource("speech", Encode(speech, AudioFormat::kFlac));
  AudioReader reader(*source, {.sample_rate = kSpeechRate, .channels = 1});
  const VoiceActivity voice = DetectVoice(reader, *model_);
  EXPECT_EQ(voice.frames, 20 * kSpeechRate);
  EXPECT_EQ(voice.probabilities.size(), 625U);
  EXPECT_EQ(voice.segments, FindSpeech(voice.probabilities, voice.frames));
}

TEST_F(SileroVadTest, AnotherRateIsRefused) {
  const auto source = OpenMemorySource(
      "tone", Encode(Synthesize(Signal::kTone, 44100, 1, 1, 1), AudioFormat::kWav));
  AudioReader reader(*source);
  EXPECT_THROW(DetectVoice(reader, *model_), beam::Error);
}

}  // namespace
}  // namespace klay
