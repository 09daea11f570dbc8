#include "klay_beam/speech/whisper/hypotheses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>
#include <vector>

#include "beam/base/error.h"
#include "klay_beam/speech/whisper/testing/small_config.h"

namespace klay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Tokens = std::vector<std::int64_t>;
/// The probabilities of the tokens that may follow a text; others get next to none.
using Language = std::function<std::map<std::int64_t, double>(const Tokens& text)>;

constexpr std::int64_t kEnd = 10;
const WhisperConfig kConfig = testing::SmallConfig();
const WhisperRules kRules(kConfig, false);

/// Runs a search on a model that knows nothing but `language`.
WhisperHypothesis Search(const WhisperSearchOptions& options, const Language& language) {
  const auto search = MakeWhisperHypotheses(kConfig, kRules, options);
  std::vector<Tokens> texts = {{}};
  while (true) {
    std::vector<float> logits;
    for (const Tokens& text : texts) {
      std::vector<float> row(39, -30.0F);
      for (const auto& [token, p] : language(text)) {
        row[static_cast<std::size_t>(token)] = static_cast<float>(std::log(p));
      }
      logits.insert(logits.end(), row.begin(), row.end());
    }
    search->Advance(logits);
    if (search->done()) return search->Best();
    std::vector<Tokens> grown;
    for (std::size_t row = 0; row < static_cast<std::size_t>(search->rows()); ++row) {
      grown.push_back(texts[static_cast<std::size_t>(search->parents()[row])]);
      grown.back().push_back(search->tokens()[row]);
    }
    texts = std::move(grown);
  }
}

/// The most probable first token leads to less probable texts.
std::map<std::int64_t, double> GardenPath(const Tokens& text) {
  if (text.empty()) return {{3, 0.6}, {4, 0.4}};
  if (text.size() > 1) return {{kEnd, 1.0}};
  if (text[0] == 3) return {{5, 0.35}, {6, 0.33}, {7, 0.32}};
  return {{8, 1.0}};
}

TEST(WhisperHypotheses, TakeTheMostProbableTokenEachTime) {
  const auto best = Search({.beam_size = 1}, GardenPath);
  EXPECT_THAT(best.tokens, ElementsAre(3, 5));
  EXPECT_NEAR(best.log_probability, std::log(0.6 * 0.35), 1e-4);
}

TEST(WhisperHypotheses, FindTheMoreProbableTextByBeams) {
  const auto best = Search({.beam_size = 2}, GardenPath);
  EXPECT_THAT(best.tokens, ElementsAre(4, 8));
  EXPECT_NEAR(best.log_probability, std::log(0.4), 1e-4);
}

TEST(WhisperHypotheses, WorkWithMoreBeamsThanThereAreTokens) {
  EXPECT_THAT(Search({.beam_size = 30}, GardenPath).tokens, ElementsAre(4, 8));
}

/// A short text of probability 0.5, or a longer one of 0.4.
std::map<std::int64_t, double> ShortOrLong(const Tokens& text) {
  if (text.empty()) return {{3, 1.0}};
  if (text.size() == 1) return {{kEnd, 0.55}, {4, 0.45}};
  if (text.size() < 4) return {{5, 1.0}};
  return {{kEnd, 1.0}};
}

TEST(WhisperHypotheses, PreferLongerTextsByTheLengthPenalty) {
  EXPECT_THAT(Search({.beam_size = 3, .length_penalty = 0}, ShortOrLong).tokens, ElementsAre(3));
  EXPECT_THAT(Search({.beam_size = 3, .length_penalty = 1}, ShortOrLong).tokens,
              ElementsAre(3, 4, 5, 5));
}

TEST(WhisperHypotheses, EndWithFewerTextsWhenPatienceIsLow) {
  // One text suffices, and the short one ends first.
  EXPECT_THAT(Search({.beam_size = 3, .patience = 0.34F}, ShortOrLong).tokens, ElementsAre(3));
}

TEST(WhisperHypotheses, StopATextThatDoesNotEnd) {
  const Language endless = [](const Tokens&) {
    return std::map<std::int64_t, double>{{3, 0.9}, {4, 0.1}};
  };
  EXPECT_EQ(Search({.beam_size = 1, .max_tokens = 7}, endless).tokens, Tokens(7, 3));
  EXPECT_EQ(Search({.beam_size = 4, .max_tokens = 7}, endless).tokens, Tokens(7, 3));
  EXPECT_EQ(Search({.temperature = 0.5F, .max_tokens = 7}, endless).tokens.size(), 7);
}

TEST(WhisperHypotheses, DrawTokensByTheirProbabilities) {
  const Language coin = [](const Tokens& text) {
    return text.empty() ? std::map<std::int64_t, double>{{3, 0.75}, {4, 0.25}}
                        : std::map<std::int64_t, double>{{kEnd, 1.0}};
  };
  auto share_of_3 = [&](float temperature) {
    int heads = 0;
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
      const auto best = Search({.temperature = temperature, .best_of = 1, .seed = seed}, coin);
      if (best.tokens == Tokens{3}) ++heads;
    }
    return heads / 2000.0;
  };
  EXPECT_NEAR(share_of_3(1), 0.75, 0.04);
  EXPECT_NEAR(share_of_3(0.5F), 0.9, 0.03);  // 0.75^2 to 0.25^2
}

TEST(WhisperHypotheses, DrawTheSameForTheSameSeed) {
  const WhisperSearchOptions options{.temperature = 1, .seed = 7};
  EXPECT_EQ(Search(options, GardenPath).tokens, Search(options, GardenPath).tokens);
}

TEST(WhisperHypotheses, TakeTheBestOfThoseDrawn) {
  const Language coin = [](const Tokens& text) {
    return text.empty() ? std::map<std::int64_t, double>{{3, 0.6}, {4, 0.4}}
                        : std::map<std::int64_t, double>{{kEnd, 1.0}};
  };
  EXPECT_THAT(Search({.temperature = 1, .best_of = 40}, coin).tokens, ElementsAre(3));
}

TEST(WhisperHypotheses, RefuseOptionsThatMakeNoSense) {
  for (const WhisperSearchOptions& options :
       {WhisperSearchOptions{.beam_size = 0}, WhisperSearchOptions{.patience = 0},
        WhisperSearchOptions{.temperature = -1}, WhisperSearchOptions{.best_of = 0},
        WhisperSearchOptions{.max_tokens = 0}}) {
    try {
      MakeWhisperHypotheses(kConfig, kRules, options);
      ADD_FAILURE() << "nothing was thrown";
    } catch (const beam::Error& error) {
      EXPECT_EQ(error.code(), beam::ErrorCode::kInvalidArgument);
      EXPECT_THAT(error.message(), HasSubstr("beam_size"));
    }
  }
}

}  // namespace
}  // namespace klay
