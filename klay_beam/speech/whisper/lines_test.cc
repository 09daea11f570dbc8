#include "klay_beam/speech/whisper/lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace klay {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A segment from 1 s on, of words that take half a second each.
WhisperTranscript Clip(const std::vector<std::string>& words, const std::string& text = "") {
  WhisperSegment segment{.start = 1,
                         .end = 1 + 0.5 * static_cast<double>(words.size()),
                         .text = text,
                         .tokens = {},
                         .average_log_probability = 0,
                         .no_speech_probability = 0,
                         .temperature = 0,
                         .compression_ratio = 1,
                         .words = {}};
  double start = 1;
  for (const std::string& word : words) {
    segment.words.push_back({.word = word, .start = start, .end = start + 0.5, .probability = 1});
    start += 0.5;
  }
  return {.language = "en", .language_probability = 1, .segments = {segment}};
}

std::vector<std::string> Words(const TranscriptLine& line) {
  std::vector<std::string> words;
  for (const TranscriptWord& word : line.words) words.push_back(word.word);
  return words;
}

std::vector<TranscriptLine> Lines(const WhisperTranscript& clip, double start = 0) {
  std::vector<TranscriptLine> lines;
  AppendLines(clip, start, lines);
  return lines;
}

TEST(AppendLines, PlacesWordsInTheRecording) {
  const std::vector<TranscriptLine> lines = Lines(Clip({" Hello", " world."}), 60);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].start, 61);
  EXPECT_EQ(lines[0].end, 62);
  EXPECT_THAT(Words(lines[0]), ElementsAre("Hello", "world."));
  EXPECT_EQ(lines[0].words[1].start, 61.5);
  EXPECT_EQ(lines[0].words[1].end, 62);
}

TEST(AppendLines, WhatHasNoSpaceInFrontIsPartOfTheWordBefore) {
  const std::vector<TranscriptLine> lines = Lines(Clip({" A", " well", "-known", " 10", ",000"}));
  EXPECT_THAT(Words(lines[0]), ElementsAre("A", "well-known", "10,000"));
  EXPECT_EQ(lines[0].words[1].start, 1.5);
  EXPECT_EQ(lines[0].words[1].end, 2.5);
}

TEST(AppendLines, ScriptsWithoutSpacesKeepTheirWords) {
  EXPECT_THAT(Words(Lines(Clip({"你", "好。"}))[0]), ElementsAre("你", "好。"));
}

TEST(AppendLines, ASegmentWithoutWordsIsOne) {
  const std::vector<TranscriptLine> lines = Lines(Clip({}, " Hello world. "));
  EXPECT_THAT(Words(lines[0]), ElementsAre("Hello world."));
  EXPECT_THAT(Lines(Clip({" "}, "\n")), IsEmpty());
}

}  // namespace
}  // namespace klay
