// A Whisper with random weights (testing/make_tiny_whisper.py): what holds for any weights.

#include "klay_beam/speech/whisper/model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "beam/base/error.h"
#include "klay_beam/speech/whisper/fallback.h"
#include "klay_beam/speech/whisper/search.h"
#include "klay_beam/speech/whisper/transcribe.h"

namespace klay {
namespace {

using ::testing::FloatNear;
using ::testing::HasSubstr;
using ::testing::Pointwise;
using ::testing::SizeIs;

WhisperModel Tiny(const std::string& name = "from_hugging_face") {
  return WhisperModel(std::string(TINY_WHISPER) + "/" + name);
}

std::vector<float> Noise(std::size_t samples, unsigned seed, float level = 0.3F) {
  std::mt19937 random(seed);
  std::vector<float> noise(samples);
  for (float& x : noise) x = level * (static_cast<float>(random() % 2001) / 1000 - 1);
  return noise;
}

std::vector<std::vector<float>> Sounds() {
  return {Noise(32000, 1),
          Noise(9000, 2),
          Noise(20000, 3, 0.01F),
          std::vector<float>(16000),
          Noise(1600, 4),
          Noise(100, 5),
          {},
          Noise(31999, 6)};
}

std::vector<WhisperClip> ClipsOf(const std::vector<std::vector<float>>& sounds) {
  return {sounds.begin(), sounds.end()};
}

WhisperDecoder::Input Input(std::vector<std::int64_t> tokens, std::vector<std::int64_t> parents,
                            std::vector<std::int64_t> logits_at) {
  return {.tokens = std::move(tokens),
          .parents = std::move(parents),
          .logits_at = std::move(logits_at)};
}

TEST(WhisperModel, IsTheSameFromEachFormatOfWeights) {
  const auto sounds = Sounds();
  const WhisperEncoding expected = Tiny().Encode(ClipsOf(sounds));
  for (const char* name : {"from_ctranslate2", "from_openai"}) {
    const WhisperModel model = Tiny(name);
    const WhisperEncoding found = model.Encode(ClipsOf(sounds));
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_THAT(found[i].value.values<float>(),
                  Pointwise(FloatNear(1e-6F), expected[i].value.values<float>()));
    }
    EXPECT_EQ(model.vocabulary().Text(std::vector<std::int64_t>{258, 0}), " the!");
  }
}

TEST(WhisperModel, KnowsWhatItWasConvertedFrom) {
  EXPECT_EQ(Tiny().config().source, "hugging_face");
  EXPECT_EQ(Tiny("from_openai").config().source, "openai");
  EXPECT_EQ(Tiny("int8").config().quantization, "int8");
  EXPECT_THAT(Tiny().config().weights_sha256, SizeIs(64));
  EXPECT_TRUE(Tiny().config().multilingual());
  EXPECT_FALSE(Tiny("from_openai").config().multilingual());
}

TEST(WhisperModel, HearsAlmostTheSameWithInt8) {
  const auto sounds = Sounds();
  const auto expected = Tiny("from_ctranslate2").Encode(ClipsOf(sounds));
  const auto found = Tiny("int8").Encode(ClipsOf(sounds));
  double error = 0;
  double power = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto a = found[i].value.values<float>();
    const auto b = expected[i].value.values<float>();
    for (std::size_t k = 0; k < a.size(); ++k) {
      error += std::pow(a[k] - b[k], 2);
      power += std::pow(b[k], 2);
    }
  }
  EXPECT_LT(error, 1e-3 * power);
  EXPECT_GT(error, 0);
}

TEST(WhisperModel, RefusesClipsThatAreTooLongOrNoSound) {
  const WhisperModel model = Tiny();
  EXPECT_EQ(model.max_samples(), 32000);
  const std::vector<float> long_clip(32001);
  const std::vector<float> no_sound = {0, NAN};
  for (const WhisperClip clip : {WhisperClip(long_clip), WhisperClip(no_sound)}) {
    EXPECT_THROW(model.Encode(std::vector{clip}), beam::Error);
  }
}

TEST(WhisperModel, NamesTheFileThatIsMissing) {
  try {
    const WhisperModel model("/no/such/folder");
    FAIL() << "nothing was thrown";
  } catch (const beam::Error& error) {
    EXPECT_EQ(error.code(), beam::ErrorCode::kNotFound);
    EXPECT_THAT(error.message(), HasSubstr("/no/such/folder/model.json"));
  }
}

TEST(WhisperDecoder, GivesTheSameLogitsTokenByTokenAndAllAtOnce) {
  const WhisperModel model = Tiny();
  const auto sounds = Sounds();
  const std::vector<WhisperClip> clip = {sounds[0]};
  const WhisperEncoding encoding = model.Encode(clip);
  const std::vector<std::int64_t> text = {260, 261, 361, 5, 9, 70};
  WhisperDecoder at_once(model.decoder(), model.config(), encoding);
  const Tensor all = at_once.Step(Input(text, {0}, {0, 1, 2, 3, 4, 5}));
  WhisperDecoder one_by_one(model.decoder(), model.config(), encoding);
  const auto size = static_cast<std::size_t>(model.config().vocabulary_size);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const Tensor logits = one_by_one.Step(Input({text[i]}, {0}, {0}));
    EXPECT_THAT(logits.values<float>(),
                Pointwise(FloatNear(1e-4F), all.values<float>().subspan(i * size, size)))
        << "token " << i;
  }
}

TEST(WhisperDecoder, GoesOnFromTheRowsThatItIsTold) {
  const WhisperModel model = Tiny();
  const auto sounds = Sounds();
  const std::vector<WhisperClip> clips = {sounds[0], sounds[1]};
  const auto size = static_cast<std::size_t>(model.config().vocabulary_size);
  // Two clips, then two rows each, then only the second clip's rows, crossed.
  WhisperDecoder decoder(model.decoder(), model.config(), model.Encode(clips));
  decoder.Step(Input({260, 260}, {0, 1}, {0}));
  decoder.Step(Input({7, 8, 9, 10}, {0, 0, 1, 1}, {0}));
  decoder.KeepClips(std::vector<std::int64_t>{1});
  const Tensor logits = decoder.Step(Input({11, 12}, {3, 2}, {0}));
  for (const auto& [row, tokens] :
       {std::pair<std::size_t, std::vector<std::int64_t>>{0, {260, 10, 11}},
        std::pair<std::size_t, std::vector<std::int64_t>>{1, {260, 9, 12}}}) {
    const std::vector<WhisperClip> second = {sounds[1]};
    WhisperDecoder alone(model.decoder(), model.config(), model.Encode(second));
    const Tensor expected = alone.Step(Input(tokens, {0}, {2}));
    EXPECT_THAT(logits.values<float>().subspan(row * size, size),
                Pointwise(FloatNear(1e-4F), expected.values<float>()));
  }
}

TEST(WhisperDecoder, AttendsToAllStepsOfTheClip) {
  const WhisperModel model = Tiny();
  const auto sounds = Sounds();
  const std::vector<WhisperClip> clips = {sounds[0], sounds[1]};
  WhisperDecoder decoder(model.decoder(), model.config(), model.Encode(clips));
  const auto attended = decoder.StepWithAttention(Input({260, 5, 6, 260, 7, 8}, {0, 1}, {2}));
  EXPECT_EQ(attended.attention.shape(), (std::vector<std::int64_t>{2, 2, 3, 100}));
  const auto values = attended.attention.values<float>();
  for (std::size_t i = 0; i < values.size(); i += 100) {
    EXPECT_NEAR(std::reduce(values.begin() + i, values.begin() + i + 100), 1, 1e-4);
  }
}

TEST(DetectLanguages, FindsOneForEachClip) {
  const WhisperModel model = Tiny();
  const auto sounds = Sounds();
  const auto spoken = DetectLanguages(model, model.Encode(ClipsOf(sounds)));
  ASSERT_EQ(spoken.size(), sounds.size());
  for (const auto& language : spoken) {
    EXPECT_TRUE(model.config().LanguageToken(language.code).has_value()) << language.code;
    EXPECT_GE(language.probability, 1.0 / 99);
    EXPECT_LE(language.probability, 1);
  }
}

void ExpectSame(const WhisperTranscript& a, const WhisperTranscript& b) {
  EXPECT_EQ(a.language, b.language);
  ASSERT_EQ(a.segments.size(), b.segments.size());
  for (std::size_t i = 0; i < a.segments.size(); ++i) {
    EXPECT_EQ(a.segments[i].tokens, b.segments[i].tokens);
    EXPECT_EQ(a.segments[i].temperature, b.segments[i].temperature);
    EXPECT_NEAR(a.segments[i].average_log_probability, b.segments[i].average_log_probability, 1e-4);
    ASSERT_EQ(a.segments[i].words.size(), b.segments[i].words.size());
    for (std::size_t k = 0; k < a.segments[i].words.size(); ++k) {
      EXPECT_NEAR(a.segments[i].words[k].start, b.segments[i].words[k].start, 1e-6);
    }
  }
}

std::vector<WhisperOptions> WaysToSearch() {
  std::vector<WhisperOptions> ways(4);
  ways[0].search.beam_size = 1;
  ways[1].search.beam_size = 3;
  ways[2].timestamps = false;
  ways[2].search.beam_size = 2;
  ways[3].temperatures = {0.8F};
  for (WhisperOptions& way : ways) {
    way.max_no_speech_probability = 1;  // Random weights hear nobody.
    way.min_average_log_probability = -100;
  }
  return ways;
}

TEST(TranscribeClips, DoesNotDependOnWhichClipsAreTogether) {
  const WhisperModel model = Tiny();
  const auto sounds = Sounds();
  for (const WhisperOptions& options : WaysToSearch()) {
    const auto together = TranscribeClips(model, ClipsOf(sounds), options);
    ASSERT_EQ(together.size(), sounds.size());
    for (std::size_t i = 0; i < sounds.size(); ++i) {
      ExpectSame(together[i],
                 TranscribeClips(model, std::vector<WhisperClip>{sounds[i]}, options)[0]);
    }
  }
}

TEST(TranscribeClips, GivesTheSameToManyThreads) {
  const WhisperModel model = Tiny();
  const auto sounds = Sounds();
  const auto expected = TranscribeClips(model, ClipsOf(sounds));
  std::vector<std::vector<WhisperTranscript>> found(4);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : found) {
      threads.emplace_back([&] { mine = TranscribeClips(model, ClipsOf(sounds)); });
    }
  }
  for (const auto& mine : found) {
    ASSERT_EQ(mine.size(), expected.size());
    for (std::size_t i = 0; i < mine.size(); ++i) ExpectSame(mine[i], expected[i]);
  }
}

TEST(TranscribeClips, KeepsSegmentsAndWordsWithinTheClip) {
  const WhisperModel model = Tiny();
  const auto sounds = Sounds();
  for (const WhisperOptions& options : WaysToSearch()) {
    const auto transcripts = TranscribeClips(model, ClipsOf(sounds), options);
    for (std::size_t i = 0; i < sounds.size(); ++i) {
      const double seconds = static_cast<double>(sounds[i].size()) / 16000;
      for (const WhisperSegment& segment : transcripts[i].segments) {
        EXPECT_GE(segment.start, 0);
        EXPECT_LE(segment.start, segment.end);
        EXPECT_LE(segment.end, seconds + 1e-9);
        for (const WhisperWord& word : segment.words) {
          EXPECT_LE(word.start, word.end);
          EXPECT_GE(word.probability, 0);
          EXPECT_LE(word.probability, 1);
        }
      }
    }
  }
}

TEST(TranscribeClips, FallsBackUntilATextPassesAndChoosesTheBestWhenNoneDoes) {
  const WhisperModel model = Tiny();
  const auto sounds = Sounds();
  const std::vector<WhisperClip> clip = {sounds[0]};
  const WhisperEncoding encoding = model.Encode(clip);
  const std::vector<std::vector<std::int64_t>> prompts = {{260, 261, 361, 365}};
  WhisperOptions options;
  options.max_no_speech_probability = 1;
  options.max_compression_ratio = 100;
  options.min_average_log_probability = -1000;
  EXPECT_EQ(SearchWithFallback(model, encoding, prompts, options)[0].temperature, 0);
  options.min_average_log_probability = 0;  // No text can pass.
  const auto best = SearchWithFallback(model, encoding, prompts, options)[0];
  for (const float temperature : options.temperatures) {
    WhisperOptions only = options;
    only.temperatures = {temperature};
    EXPECT_GE(best.average_log_probability + 1e-5,
              SearchWithFallback(model, encoding, prompts, only)[0].average_log_probability);
  }
}

TEST(TranscribeClips, RefusesWhatTheModelDoesNotKnow) {
  const auto sounds = Sounds();
  const std::vector<WhisperClip> clip = {sounds[1]};
  EXPECT_THROW(TranscribeClips(Tiny(), clip, {.language = "xx"}), beam::Error);
  EXPECT_THROW(TranscribeClips(Tiny("from_openai"), clip, {.language = "de"}), beam::Error);
  EXPECT_THROW(TranscribeClips(Tiny("from_openai"), clip, {.translate = true}), beam::Error);
  EXPECT_THROW(TranscribeClips(Tiny(), clip, {.temperatures = {}}), beam::Error);
  EXPECT_EQ(TranscribeClips(Tiny(), clip, {.language = "de"})[0].language, "de");
  EXPECT_THAT(TranscribeClips(Tiny(), {}), SizeIs(0));
}

TEST(SearchWhisperTexts, RefusesPromptsOfDifferentLengths) {
  const WhisperModel model = Tiny();
  const auto sounds = Sounds();
  const std::vector<WhisperClip> clips = {sounds[0], sounds[1]};
  const WhisperEncoding encoding = model.Encode(clips);
  const std::vector<std::vector<std::int64_t>> prompts = {{260, 365}, {260}};
  EXPECT_THROW(
      SearchWhisperTexts(model.decoder(), model.config(), encoding, prompts, {.max_tokens = 8}),
      beam::Error);
}

}  // namespace
}  // namespace klay
