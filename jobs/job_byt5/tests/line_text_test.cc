#include "job_byt5/line_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace job_byt5 {
namespace {

using ::testing::SizeIs;

std::string TextOfWords(const std::vector<std::string>& words, std::string_view language = "en") {
  Line line;
  for (const std::string& word : words) line.words.push_back({.word = word});
  return TextOf(PiecesOf(line, language));
}

TEST(LineText, WordsThatBringTheirSpacesAreSetAsTheyAre) {
  EXPECT_EQ(TextOfWords({" Don", "'t", " stop", "!"}), "Don't stop!");
  EXPECT_EQ(TextOfWords({"Don", "'t ", "stop"}), "Don't stop");
  EXPECT_EQ(TextOfWords({"a ", " b", "\n", "c"}), "a b c");
}

TEST(LineText, OthersHaveASpaceBetween) {
  EXPECT_EQ(TextOfWords({"Don't", "stop!"}), "Don't stop!");
  EXPECT_EQ(TextOfWords({"eins", "zwei"}, ""), "eins zwei");
}

TEST(LineText, LanguagesWithoutSpacesHaveNone) {
  EXPECT_EQ(TextOfWords({"日", "本"}, "ja"), "日本");
  EXPECT_EQ(TextOfWords({"日本", " Tokyo"}, "ja"), "日本 Tokyo");
}

TEST(LineText, WhiteSpaceIsNoWord) {
  EXPECT_EQ(TextOfWords({}), "");
  EXPECT_EQ(TextOfWords({"", " ", "\t\r\n"}), "");
  EXPECT_EQ(TextOfWords({"", "a", "  ", "b"}), "a b");
  const Line line{.words = {{.word = " "}, {.word = " x ", .start = 1, .end = 2}}};
  const auto pieces = PiecesOf(line, "en");
  ASSERT_THAT(pieces, SizeIs(1));
  EXPECT_EQ(pieces[0].text, "x");
  EXPECT_EQ(pieces[0].start, 1);
  EXPECT_EQ(pieces[0].end, 2);
}

}  // namespace
}  // namespace job_byt5
