// Transcripts against what CTranslate2 and faster-whisper find in the same clips, with published
// weights (testing/make_reference.py). Skipped where the weights or the programs that make the
// clips are missing.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "klay_beam/inference/installed_model.h"
#include "klay_beam/inference/testing/why_no_model.h"
#include "klay_beam/speech/whisper/testing/reference.h"
#include "klay_beam/speech/whisper/transcribe.h"

namespace klay {
namespace {

using testing::CrcOf;
using testing::LanguageOf;
using testing::MakeClips;
using testing::ReadWhisperReference;
using testing::ReferenceTexts;
using testing::WhisperReference;
using testing::WhyNoClips;

using Clips = std::map<std::string, std::vector<float>>;

/// Greedy, without falling back, in batches of eight.
std::map<std::string, WhisperTranscript> Transcripts(const WhisperModel& model, const Clips& clips,
                                                     bool timestamps) {
  WhisperOptions options{.timestamps = timestamps};
  options.search.beam_size = 1;
  options.temperatures = {0};
  options.max_no_speech_probability = 1;
  std::map<std::string, std::vector<std::string>> by_language;
  for (const auto& [name, samples] : clips) by_language[LanguageOf(name)].push_back(name);
  std::map<std::string, WhisperTranscript> transcripts;
  for (const auto& [language, names] : by_language) {
    options.language = language;
    for (std::size_t begin = 0; begin < names.size(); begin += 8) {
      const std::size_t end = std::min(names.size(), begin + 8);
      std::vector<WhisperClip> batch;
      for (std::size_t i = begin; i < end; ++i) batch.emplace_back(clips.at(names[i]));
      auto found = TranscribeClips(model, batch, options);
      for (std::size_t i = begin; i < end; ++i) transcripts[names[i]] = std::move(found[i - begin]);
    }
  }
  return transcripts;
}

std::vector<std::int64_t> TokensOf(const WhisperTranscript& transcript) {
  std::vector<std::int64_t> tokens;
  for (const WhisperSegment& segment : transcript.segments) {
    tokens.insert(tokens.end(), segment.tokens.begin(), segment.tokens.end());
  }
  return tokens;
}

class WhisperReferenceTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const std::string model_name = "whisper-" + GetParam();
    if (const auto why = testing::WhyNoModel(model_name)) GTEST_SKIP() << *why;
    if (const auto why = WhyNoClips()) GTEST_SKIP() << *why;
    texts_ = reference_.texts.at(GetParam());
    std::vector<std::string> names;
    for (const auto& [name, texts] : texts_) names.push_back(name);
    clips_ = MakeClips(names);
    for (const auto& [name, samples] : clips_) {
      if (CrcOf(samples) != reference_.crcs.at(name)) {
        GTEST_SKIP() << "this espeak-ng or sox makes another clip " << name;
      }
    }
    model_.emplace(InstalledModel(model_name), OnnxSessionOptions{.threads = 2});
  }

  const WhisperReference reference_ = ReadWhisperReference();
  std::map<std::string, ReferenceTexts> texts_;
  Clips clips_;
  std::optional<WhisperModel> model_;
};

TEST_P(WhisperReferenceTest, FindsTheTokensAndWordsOfCTranslate2) {
  const auto found = Transcripts(*model_, clips_, false);
  int words = 0;
  int off = 0;
  for (const auto& [name, expected] : texts_) {
    EXPECT_EQ(TokensOf(found.at(name)), expected.text) << name;
    if (TokensOf(found.at(name)) != expected.text) continue;
    ASSERT_EQ(found.at(name).segments.size(), 1) << name;
    const auto& found_words = found.at(name).segments[0].words;
    ASSERT_EQ(found_words.size(), expected.words.size()) << name;
    for (std::size_t i = 0; i < found_words.size(); ++i) {
      ++words;
      if (std::abs(found_words[i].start - expected.words[i].start) > 0.05) ++off;
      EXPECT_NEAR(found_words[i].probability, expected.words[i].probability, 0.01)
          << name << found_words[i].word;
    }
  }
  EXPECT_GT(words, 500);
  EXPECT_LE(off * 20, words) << off << " of " << words << " words begin more than 0.05 s off";
}

TEST_P(WhisperReferenceTest, FindsTheTokensOfCTranslate2WithTimes) {
  const auto found = Transcripts(*model_, clips_, true);
  for (const auto& [name, expected] : texts_) {
    EXPECT_EQ(TokensOf(found.at(name)), expected.times) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Models, WhisperReferenceTest, ::testing::Values("tiny.en", "base"),
                         [](const auto& model) {
                           return model.param == "base" ? "Base" : "TinyEnglish";
                         });

}  // namespace
}  // namespace klay
