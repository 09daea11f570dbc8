#include "klay_beam/speech/whisper/transcribe_recording.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "beam/base/error.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/inference/installed_model.h"
#include "klay_beam/inference/testing/why_no_model.h"
#include "klay_beam/speech/testing/speech_signals.h"

namespace klay {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;

/// What a transcriber was asked for.
struct Asked {
  std::vector<std::size_t> batches = {};
  std::vector<double> seconds = {};  ///< Of each clip.
  std::vector<std::string> languages = {};
};

/// Says of each clip that one word is all of it and a second more, or `part` of it, and in turn
/// that it is English or German, German more surely.
ClipTranscriber OneWordAClip(Asked& asked, std::optional<double> part = std::nullopt) {
  return [&asked, part](std::span<const std::span<const float>> clips,
                        const std::optional<std::string>& language) {
    asked.batches.push_back(clips.size());
    asked.languages.push_back(language.value_or("?"));
    std::vector<WhisperTranscript> transcripts;
    for (const std::span<const float> clip : clips) {
      const double seconds = static_cast<double>(clip.size()) / kSpeechRate;
      asked.seconds.push_back(seconds);
      const double end = part.has_value() ? *part * seconds : seconds + 1;
      const bool is_german = asked.seconds.size() % 2 == 0;
      WhisperSegment segment{.start = 0,
                             .end = end,
                             .text = " word",
                             .tokens = {},
                             .average_log_probability = 0,
                             .no_speech_probability = 0,
                             .temperature = 0,
                             .compression_ratio = 1,
                             .words = {}};
      segment.words = {{.word = " word", .start = 0, .end = end, .probability = 1}};
      transcripts.push_back({.language = language.value_or(is_german ? "de" : "en"),
                             .language_probability = is_german ? 0.9 : 0.6,
                             .segments = {segment}});
    }
    return transcripts;
  };
}

class TranscribeRecordingTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!testing::CanSpeak()) GTEST_SKIP() << "there is no espeak-ng or no sox; see bin/setup";
    if (const auto why = testing::WhyNoModel("silero-vad")) GTEST_SKIP() << *why;
    vad_ = std::make_unique<SileroVad>(InstalledModel("silero-vad"));
  }

  TranscribedRecording Transcribe(std::vector<float> samples, const TranscribeOptions& options) {
    const auto source = OpenMemorySource(
        "speech",
        Encode(Audio::FromPlanar("", kSpeechRate, 1, std::move(samples)), AudioFormat::kFlac));
    return TranscribeRecording(*source, *vad_, OneWordAClip(asked_), options);
  }

  std::unique_ptr<SileroVad> vad_;
  Asked asked_;
};

TEST_F(TranscribeRecordingTest, ChunksAreTranscribedInBatchesAndPlacedInTheRecording) {
  const std::vector<float> signal = testing::SpeechSignal("sentences");
  const TranscribedRecording recording =
      Transcribe(signal, {.chunks = {.max_seconds = 4}, .batch_size = 3});
  EXPECT_DOUBLE_EQ(recording.seconds, SpeechSeconds(std::ssize(signal)));
  EXPECT_FALSE(recording.damage.has_value());
  EXPECT_THAT(asked_.batches, ElementsAre(3, 1));
  EXPECT_THAT(asked_.seconds, Each(AllOf(Ge(0.25), Le(4))));
  const std::vector<TranscriptLine>& lines = recording.transcript.lyrics;
  ASSERT_THAT(lines, SizeIs(4));
  EXPECT_NEAR(lines[0].start, 0.83, 0.1);  // Where the first sentence begins,
  EXPECT_NEAR(lines[3].start, 14.1, 0.1);  // and the last word.
  // Each word would last a second longer than its clip.
  EXPECT_NEAR(lines[3].end, 14.65, 0.1);
  EXPECT_EQ(lines[3].end, lines[3].words[0].end);
}

TEST_F(TranscribeRecordingTest, TheSurestLanguageOfTheFirstBatchIsThatOfTheOthers) {
  const TranscribedRecording recording = Transcribe(
      testing::SpeechSignal("sentences"), {.chunks = {.max_seconds = 4}, .batch_size = 2});
  EXPECT_THAT(asked_.languages, ElementsAre("?", "de"));
  EXPECT_EQ(recording.transcript.language, "de");
}

TEST_F(TranscribeRecordingTest, WhatAModelStopsInFrontOfIsTranscribedAgainInItsPlace) {
  const auto source = OpenMemorySource(
      "speech", Encode(Audio::FromPlanar("", kSpeechRate, 1, testing::SpeechSignal("fast")),
                       AudioFormat::kFlac));
  const TranscribedRecording recording =
      TranscribeRecording(*source, *vad_, OneWordAClip(asked_, 0.75), {.batch_size = 2});
  ASSERT_THAT(asked_.batches, ElementsAre(2, 2, 1));
  EXPECT_NEAR(asked_.seconds[2], asked_.seconds[0] / 4, 0.01);
  EXPECT_GE(asked_.seconds.back(), 1);
  const std::vector<TranscriptLine>& lines = recording.transcript.lyrics;
  ASSERT_EQ(lines.size(), asked_.seconds.size());
  for (std::size_t i = 1; i < lines.size(); ++i) {
    EXPECT_GE(lines[i].start, lines[i - 1].end - 0.001);
  }
}

TEST_F(TranscribeRecordingTest, AGivenLanguageIsTaken) {
  const TranscribedRecording recording =
      Transcribe(testing::SpeechSignal("german"), {.language = "fr"});
  EXPECT_THAT(asked_.languages, ElementsAre("fr"));
  EXPECT_EQ(recording.transcript.language, "fr");
}

TEST_F(TranscribeRecordingTest, WithoutSpeechNothingIsTranscribed) {
  for (const char* const name : {"silence", "noise", "music", "tenth_of_a_second"}) {
    const TranscribedRecording recording = Transcribe(testing::SpeechSignal(name), {});
    EXPECT_THAT(recording.transcript.lyrics, IsEmpty()) << name;
    EXPECT_EQ(recording.transcript.language, "");
  }
  EXPECT_THAT(asked_.batches, IsEmpty());
}

TEST_F(TranscribeRecordingTest, ADamagedRecordingIsTranscribedAsFarAsItGoes) {
  const Audio speech = Audio::FromPlanar("", kSpeechRate, 1, testing::SpeechSignal("sentences"));
  const std::string flac = Encode(speech, AudioFormat::kFlac);
  const auto source = OpenMemorySource("half", flac.substr(0, flac.size() / 2));
  const TranscribedRecording recording = TranscribeRecording(*source, *vad_, OneWordAClip(asked_));
  EXPECT_TRUE(recording.damage.has_value());
  EXPECT_LT(recording.seconds, 10);
  EXPECT_THAT(recording.transcript.lyrics, Not(IsEmpty()));
}

TEST_F(TranscribeRecordingTest, NoBatchIsRefused) {
  EXPECT_THROW(Transcribe(testing::Silence(1), {.batch_size = 0}), beam::Error);
}

}  // namespace
}  // namespace klay
