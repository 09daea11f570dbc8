#include "klay_beam/speech/whisper/fallback.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace klay {
namespace {

using ::testing::ElementsAre;

using Tokens = std::vector<std::int64_t>;

Tokens Kept(const Tokens& tokens) {
  const auto kept = WithoutEndlessEnd(tokens);
  return {kept.begin(), kept.end()};
}

TEST(CompressionRatio, IsHighForTextsThatRepeatThemselves) {
  std::string loop;
  for (int i = 0; i < 30; ++i) loop += "and so on ";
  EXPECT_GT(CompressionRatio(loop), 2.4);
  EXPECT_LT(CompressionRatio("The quick brown fox jumps over the lazy dog."), 1);
  EXPECT_EQ(CompressionRatio(""), 0);
}

TEST(WithoutEndlessEnd, KeepsOneOfWhatIsRepeatedToTheEnd) {
  EXPECT_THAT(Kept({1, 2, 7, 7, 7, 7, 7, 7}), ElementsAre(1, 2, 7));
  EXPECT_THAT(Kept({1, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3}), ElementsAre(1, 2, 3));
  EXPECT_THAT(Kept({1, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2}), ElementsAre(1, 2, 3));  // Cut off.
}

TEST(WithoutEndlessEnd, KeepsWhatIsSaidAFewTimes) {
  const Tokens tokens = {1, 7, 7, 7, 7};
  EXPECT_EQ(Kept(tokens), tokens);
  const Tokens goes_on = {7, 7, 7, 7, 7, 7, 1};
  EXPECT_EQ(Kept(goes_on), goes_on);
  EXPECT_EQ(Kept({}), Tokens());
}

TEST(IsNoSpeech, NeedsAnImprobableTextToo) {
  WhisperRatedText text;
  text.no_speech_probability = 0.9;
  text.average_log_probability = -1.2;
  EXPECT_TRUE(IsNoSpeech(text, {}));
  text.average_log_probability = -0.5;
  EXPECT_FALSE(IsNoSpeech(text, {}));
  text.average_log_probability = -1.2;
  text.no_speech_probability = 0.3;
  EXPECT_FALSE(IsNoSpeech(text, {}));
}

}  // namespace
}  // namespace klay
