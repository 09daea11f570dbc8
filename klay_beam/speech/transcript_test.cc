#include "klay_beam/speech/transcript.h"

#include <gtest/gtest.h>

#include "klay_beam/speech/transcript_rows.h"

namespace klay {
namespace {

std::string Text(const std::vector<std::string>& words) {
  TranscriptLine line;
  for (const std::string& word : words) line.words.push_back({.word = word});
  return TextOf(line);
}

TEST(TranscriptLine, WordsHaveASpaceBetween) {
  EXPECT_EQ(Text({"Hello", "world."}), "Hello world.");
  EXPECT_EQ(Text({"", "안녕", "", "세상"}), "안녕 세상");
  EXPECT_EQ(Text({}), "");
}

TEST(TranscriptLine, ScriptsWithoutSpacesGetNone) {
  EXPECT_EQ(Text({"你", "好", "。", "再见"}), "你好。再见");
  EXPECT_EQ(Text({"東京", "Tower", "です"}), "東京 Tower です");
}

TEST(TranscriptLine, IsOneLine) {
  EXPECT_EQ(Text({"a\nb", "\n", "c\xff"}), "a b c\uFFFD");
}

TEST(WordRows, AreOneAWord) {
  Transcript transcript{.language = "en", .model = "", .version = ""};
  transcript.lyrics = {{.words = {{.word = " One", .start = 1, .end = 2}, {.word = "\xff"}}},
                       {.words = {{.word = "two"}}}};
  const std::vector<WordRow> rows = WordRows("a\xfe.wav", transcript);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].path, "a\\xfe.wav");
  EXPECT_EQ(rows[0].word, "One");
  EXPECT_EQ(rows[0].start, 1);
  EXPECT_EQ(rows[0].end, 2);
  EXPECT_EQ(rows[0].language, "en");
  EXPECT_EQ(rows[1].line, 0);
  EXPECT_EQ(rows[1].word, "\uFFFD");
  EXPECT_EQ(rows[2].line, 1);
}

}  // namespace
}  // namespace klay
