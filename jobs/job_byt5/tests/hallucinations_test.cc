#include "job_byt5/hallucinations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace job_byt5 {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Lyrics LinesOf(const std::vector<std::vector<std::string>>& lines) {
  Lyrics lyrics;
  for (const auto& words : lines) {
    Line& line = lyrics.lyrics.emplace_back();
    for (const std::string& word : words) line.words.push_back({.word = word});
  }
  return lyrics;
}

TEST(Hallucinations, AreDividedByBars) {
  EXPECT_THAT(HallucinationsIn("Bye.|Thank you."), ElementsAre("Bye.", "Thank you."));
  EXPECT_THAT(HallucinationsIn(" a b |||c|"), ElementsAre("a b", "c"));
  EXPECT_THAT(HallucinationsIn(""), IsEmpty());
  EXPECT_THAT(HallucinationsIn("|"), IsEmpty());
}

TEST(Hallucinations, AreWholeLines) {
  const std::vector<std::string> hallucinations = {"Bye.", "Thank you."};
  Lyrics lyrics = LinesOf(
      {{" Thank", " you."}, {"Thank", "you.", "Bye."}, {"Bye."}, {" bye."}, {" Bye. "}, {"Bye"}});
  EXPECT_EQ(RemoveHallucinations(lyrics, hallucinations), 3U);
  ASSERT_EQ(lyrics.lyrics.size(), 3U);
  EXPECT_EQ(lyrics.lyrics[0].words.size(), 3U);
  EXPECT_EQ(lyrics.lyrics[1].words[0].word, " bye.");
  EXPECT_EQ(lyrics.lyrics[2].words[0].word, "Bye");
}

TEST(Hallucinations, WithoutAnyNothingIsRemoved) {
  Lyrics lyrics = LinesOf({{"Bye."}, {}});
  EXPECT_EQ(RemoveHallucinations(lyrics, {}), 0U);
  EXPECT_EQ(lyrics.lyrics.size(), 2U);
}

}  // namespace
}  // namespace job_byt5
