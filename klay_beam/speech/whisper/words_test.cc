#include "klay_beam/speech/whisper/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace klay {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

AlignedWord Word(const std::string& text, double start, double end, std::size_t tokens = 1) {
  return {.text = text, .tokens = tokens, .start = start, .end = end, .probability = 0.5};
}

std::vector<std::string> Texts(const std::vector<AlignedWord>& words) {
  std::vector<std::string> texts;
  for (const AlignedWord& word : words) texts.push_back(word.text);
  return texts;
}

WhisperSegment Segment(double start, double end) {
  WhisperSegment segment{};
  segment.start = start;
  segment.end = end;
  return segment;
}

TEST(PaceOf, IsTheMedianOfWordsThatHaveALength) {
  const WordPace pace =
      PaceOf(std::vector{Word(" a", 0, 0.2), Word(" b", 0.2, 0.2), Word(" c", 0.2, 0.6)});
  EXPECT_NEAR(pace.median, 0.3, 1e-9);
  EXPECT_NEAR(pace.longest, 0.6, 1e-9);
}

TEST(PaceOf, IsNotSlowerThanAWordIn07s) {
  EXPECT_NEAR(PaceOf(std::vector{Word(" a", 0, 5)}).median, 0.7, 1e-9);
  EXPECT_EQ(PaceOf({}).median, 0);
}

TEST(MergePunctuation, PutsItToItsWords) {
  std::vector<AlignedWord> words = {Word(" He", 0, 1), Word(" said", 1, 2), Word(",", 2, 3),
                                    Word(" \"", 3, 4), Word("Yes", 4, 5),   Word("!", 5, 6),
                                    Word("\"", 6, 7)};
  MergePunctuation(words);
  EXPECT_THAT(Texts(words), ElementsAre(" He", " said,", "", "", " \"Yes!\"", "", ""));
  EXPECT_EQ(words[4].tokens, 4);
  EXPECT_EQ(words[4].start, 4);
  EXPECT_EQ(words[4].end, 5);
  EXPECT_EQ(words[1].end, 2);
}

TEST(MergePunctuation, TakesNoWords) {
  std::vector<AlignedWord> none;
  MergePunctuation(none);
  EXPECT_THAT(none, SizeIs(0));
}

TEST(ShortenAtSentenceEnds, GivesThePauseToNeitherMarkNorWord) {
  std::vector<AlignedWord> words = {Word(" a", 0, 0.3), Word(".", 0.3, 4), Word(" b", 4, 7),
                                    Word(".", 7, 7.1), Word(" c", 7.1, 9)};
  ShortenAtSentenceEnds(words, {.median = 0.3, .longest = 0.6});
  EXPECT_NEAR(words[1].end, 0.9, 1e-9);
  EXPECT_NEAR(words[2].start, 6.4, 1e-9);
  EXPECT_NEAR(words[4].start, 8.4, 1e-9);
}

TEST(GiveWordsToSegments, FollowsTheTokensOfEach) {
  const std::vector<AlignedWord> words = {Word(" a", 0, 0.3, 2), Word(" b", 0.3, 0.6),
                                          Word("", 0, 0, 0), Word(" c", 0.6, 1.0, 3)};
  std::vector<WhisperSegment> segments = {Segment(0, 0.5), Segment(0.5, 1.1)};
  GiveWordsToSegments(words, {.median = 0.3, .longest = 0.6}, std::vector<std::size_t>{3, 3},
                      segments);
  ASSERT_THAT(segments[0].words, SizeIs(2));
  ASSERT_THAT(segments[1].words, SizeIs(1));
  EXPECT_EQ(segments[1].words[0].word, " c");
  EXPECT_NEAR(segments[0].end, 0.6, 1e-9);
  EXPECT_NEAR(segments[1].start, 0.6, 1e-9);
}

TEST(GiveWordsToSegments, ShortensTheFirstWordAfterAPause) {
  const std::vector<AlignedWord> words = {Word(" a", 0, 4), Word(" b", 4, 4.3)};
  std::vector<WhisperSegment> segments = {Segment(0, 4.3)};
  GiveWordsToSegments(words, {.median = 0.3, .longest = 0.6}, std::vector<std::size_t>{2},
                      segments);
  EXPECT_NEAR(segments[0].words[0].start, 3.4, 1e-9);
  EXPECT_NEAR(segments[0].start, 3.4, 1e-9);
}

TEST(GiveWordsToSegments, KeepsTheSegmentsEndWhenTheLastWordIsMuchTooLong) {
  const std::vector<AlignedWord> words = {Word(" a", 0, 0.3), Word(" b", 0.3, 5)};
  std::vector<WhisperSegment> segments = {Segment(0, 1)};
  GiveWordsToSegments(words, {.median = 0.3, .longest = 0.6}, std::vector<std::size_t>{2},
                      segments);
  EXPECT_NEAR(segments[0].words[1].end, 1, 1e-9);
  EXPECT_NEAR(segments[0].end, 1, 1e-9);
}

}  // namespace
}  // namespace klay
