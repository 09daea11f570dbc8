#include "klay_beam/speech/whisper/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "klay_beam/speech/whisper/testing/small_config.h"

namespace klay {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::Le;
using ::testing::Not;

using Tokens = std::vector<std::int64_t>;

const WhisperConfig kConfig = testing::SmallConfig();

/// What may follow `text` where all tokens are equally probable but for `probable`.
Tokens Allowed(const Tokens& text, bool timestamps, const Tokens& probable = {}) {
  std::vector<float> logits(39, 0.0F);
  for (const std::int64_t token : probable) logits[static_cast<std::size_t>(token)] = 20;
  WhisperRules(kConfig, timestamps).Apply(text, logits);
  Tokens allowed;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    if (!std::isinf(logits[i])) allowed.push_back(static_cast<std::int64_t>(i));
  }
  return allowed;
}

TEST(WhisperRules, BeginATextWithoutTimesByAWord) {
  EXPECT_THAT(Allowed({}, false), ElementsAre(0, 3, 4, 5, 6, 7, 8, 9));
}

TEST(WhisperRules, LetATextWithoutTimesEndAfterAWord) {
  EXPECT_THAT(Allowed({3}, false), ElementsAre(0, 1, 3, 4, 5, 6, 7, 8, 9, 10));
}

TEST(WhisperRules, BeginATextWithTimesByATime) {
  EXPECT_THAT(Allowed({}, true, {3}), AllOf(Each(Ge(19)), Contains(19), Contains(38)));
}

TEST(WhisperRules, LetWordsFollowTheFirstTime) {
  EXPECT_THAT(Allowed({20}, true, {3}), AllOf(Contains(3), Contains(10), Each(Le(18))));
}

TEST(WhisperRules, LetOnlyATimeOrTheEndFollowTheEndOfASegment) {
  EXPECT_THAT(Allowed({20, 3, 25}, true, {3, 10}),
              AllOf(Contains(10), Contains(25), Contains(38), Each(Ge(10)), Not(Contains(24))));
}

TEST(WhisperRules, LetAWordFollowTheBeginOfASegment) {
  EXPECT_THAT(Allowed({20, 3, 25, 25}, true, {3}), AllOf(Contains(3), Each(Le(10))));
}

TEST(WhisperRules, LetNoSegmentEndBeforeItBegins) {
  EXPECT_THAT(Allowed({25, 3}, true, {3}), AllOf(Contains(26), Not(Contains(25)), Contains(3)));
}

TEST(WhisperRules, TakeATimeWhereAllTimesTogetherAreMoreProbableThanAnyWord) {
  EXPECT_THAT(Allowed({20, 3}, true), Each(Ge(19)));
  EXPECT_THAT(Allowed({20, 3}, true, {4}), Contains(4));
}

TEST(WhisperRules, LetNothingButTheEndFollowTheLastTime) {
  EXPECT_THAT(Allowed({20, 3, 38}, true, {10}), ElementsAre(10, 38));
}

}  // namespace
}  // namespace klay
