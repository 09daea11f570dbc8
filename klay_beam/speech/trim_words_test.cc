#include "klay_beam/speech/trim_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace klay {
namespace {

SpeechSegment Seconds(double start, double end) {
  return {.start = static_cast<std::int64_t>(start * kSpeechRate),
          .end = static_cast<std::int64_t>(end * kSpeechRate)};
}

/// When a line of the one word from `start` to `end` ends; its start never moves.
double TrimmedEnd(double start, double end) {
  const std::vector<SpeechSegment> speech = {Seconds(1, 2), Seconds(3, 4), Seconds(4.5, 5)};
  Transcript transcript{.language = "", .model = "", .version = ""};
  transcript.lyrics = {
      {.start = start, .end = end, .words = {{.word = "a", .start = start, .end = end}}}};
  TrimWordEnds(speech, transcript);
  EXPECT_EQ(transcript.lyrics[0].start, start);
  EXPECT_EQ(transcript.lyrics[0].words[0].start, start);
  EXPECT_EQ(transcript.lyrics[0].end, transcript.lyrics[0].words[0].end);
  return transcript.lyrics[0].end;
}

TEST(TrimWordEnds, AnEndInASilenceMovesToItsBeginning) {
  EXPECT_EQ(TrimmedEnd(1.5, 2.8), 2);
}

TEST(TrimWordEnds, AnEndInSpeechStays) {
  EXPECT_EQ(TrimmedEnd(1.5, 2), 2);
  EXPECT_EQ(TrimmedEnd(1.2, 1.4), 1.4);
  EXPECT_EQ(TrimmedEnd(2.5, 3.5), 3.5);
}

TEST(TrimWordEnds, AWordOverAPauseBelongsToWhatItOverlapsMost) {
  EXPECT_EQ(TrimmedEnd(1.5, 3.2), 2);
  EXPECT_EQ(TrimmedEnd(1.9, 3.8), 3.8);
  EXPECT_EQ(TrimmedEnd(1.9, 4.4), 4);
}

TEST(TrimWordEnds, AWordInASilenceStays) {
  EXPECT_EQ(TrimmedEnd(2.1, 2.9), 2.9);
  EXPECT_EQ(TrimmedEnd(0, 0.5), 0.5);
  EXPECT_EQ(TrimmedEnd(7, 8), 8);
  EXPECT_EQ(TrimmedEnd(1.5, 1.5), 1.5);
}

TEST(TrimWordEnds, ALineEndsWithItsLastWord) {
  Transcript transcript{.language = "", .model = "", .version = ""};
  transcript.lyrics = {
      {.start = 1,
       .end = 3,
       .words = {{.word = "a", .start = 1, .end = 1.5}, {.word = "b", .start = 1.5, .end = 2.5}}},
      {.start = 7, .end = 8}};
  const std::vector<SpeechSegment> speech = {Seconds(1, 2)};
  TrimWordEnds(speech, transcript);
  EXPECT_EQ(transcript.lyrics[0].words[0].end, 1.5);
  EXPECT_EQ(transcript.lyrics[0].end, 2);
  EXPECT_EQ(transcript.lyrics[1].end, 8);
}

}  // namespace
}  // namespace klay
