#include "klay_beam/speech/whisper/vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "beam/base/error.h"
#include "beam/testing/temporary_folder.h"

namespace klay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> Texts(const std::vector<WhisperWordTokens>& words) {
  std::vector<std::string> texts;
  for (const auto& word : words) texts.push_back(word.text);
  return texts;
}

const WhisperVocabulary& Words() {
  static const WhisperVocabulary vocabulary(
      {" Hel", "lo", ",", " wor", "ld", ".", " na", "\xC3", "\xAF", "ve", " 100", "%"});
  return vocabulary;
}

TEST(WhisperVocabulary, SpellsTokensAndLeavesOutThoseThatAreNoText) {
  const std::vector<std::int64_t> tokens = {50, 0, 1, 12, 2, -1, 3, 4, 5};
  EXPECT_EQ(Words().Text(tokens), " Hello, world.");
}

TEST(WhisperVocabulary, ReplacesWhatIsNoUtf8) {
  const std::vector<std::int64_t> tokens = {6, 7, 9};
  EXPECT_EQ(Words().Text(tokens), " na\xEF\xBF\xBDve");
}

TEST(WhisperVocabulary, BeginsWordsAtSpacesAndPunctuation) {
  const std::vector<std::int64_t> tokens = {0, 1, 2, 3, 4, 5, 10, 11};
  const auto words = Words().SplitOnSpaces(tokens);
  EXPECT_THAT(Texts(words), ElementsAre(" Hello", ",", " world", ".", " 100", "%"));
  EXPECT_THAT(words[0].tokens, ElementsAre(0, 1));
  EXPECT_THAT(words[1].tokens, ElementsAre(2));
}

TEST(WhisperVocabulary, KeepsTheTokensOfACharacterTogether) {
  const std::vector<std::int64_t> tokens = {6, 7, 8, 9};
  const auto parts = Words().SplitOnCharacters(tokens);
  EXPECT_THAT(Texts(parts), ElementsAre(" na", "\xC3\xAF", "ve"));
  EXPECT_THAT(parts[1].tokens, ElementsAre(7, 8));
  EXPECT_THAT(Texts(Words().SplitOnSpaces(tokens)), ElementsAre(" na\xC3\xAFve"));
}

TEST(WhisperVocabulary, KeepsTokensOfBytesThatAreNoText) {
  const std::vector<std::int64_t> tokens = {6, 8, 9, 7};  // A byte too many, one too few.
  const auto words = Words().SplitOnSpaces(tokens);
  EXPECT_THAT(Texts(words), ElementsAre(" na\xEF\xBF\xBDve\xEF\xBF\xBD"));
  EXPECT_THAT(words[0].tokens, ElementsAre(6, 8, 9, 7));
}

TEST(WhisperVocabulary, LosesNoTokenOfACharacterThatIsNeverCompleted) {
  const WhisperVocabulary vocabulary({" a", "\xE2", "\x82"});
  const std::vector<std::int64_t> tokens = {0, 1, 2};
  std::size_t count = 0;
  for (const auto& word : vocabulary.SplitOnSpaces(tokens)) count += word.tokens.size();
  EXPECT_EQ(count, 3);
}

TEST(WhisperVocabulary, SplitsByTheLanguage) {
  const WhisperVocabulary vocabulary({"\xE4\xBD\xA0", "\xE5\xA5\xBD"});
  const std::vector<std::int64_t> tokens = {0, 1};
  EXPECT_THAT(Texts(vocabulary.SplitIntoWords(tokens, "zh")),
              ElementsAre("\xE4\xBD\xA0", "\xE5\xA5\xBD"));
  EXPECT_THAT(Texts(vocabulary.SplitIntoWords(tokens, "en")),
              ElementsAre("\xE4\xBD\xA0\xE5\xA5\xBD"));
  EXPECT_THAT(vocabulary.SplitIntoWords({}, "en"), IsEmpty());
}

TEST(WhisperVocabulary, SaysWhichLineOfAFileIsNoBase64) {
  const beam::testing::TemporaryFolder folder;
  const std::string path = folder.path() + "/vocabulary";
  std::ofstream(path) << "IQ==\n\nIg==\n";  // Multilingual models have a token of nothing.
  EXPECT_EQ(WhisperVocabulary::Read(path).size(), 3);
  std::ofstream(path) << "IQ==\n?\n";
  try {
    WhisperVocabulary::Read(path);
    FAIL() << "nothing was thrown";
  } catch (const beam::Error& error) {
    EXPECT_EQ(error.code(), beam::ErrorCode::kDataLoss);
    EXPECT_THAT(error.message(), HasSubstr("line 2 is no base64: ?"));
  }
}

}  // namespace
}  // namespace klay
