#include "klay_beam/speech/transcript_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "beam/base/error.h"
#include "beam/direct/direct_runner.h"
#include "beam/io/whole_file.h"
#include "beam/testing/collect.h"
#include "beam/testing/temporary_folder.h"
#include "klay_beam/files/load_json.h"
#include "klay_beam/transforms/match_files.h"

namespace klay {
namespace {

using ::testing::SizeIs;

TranscriptLine Line(double start, double end, const std::vector<std::string>& words) {
  TranscriptLine line{.start = start, .end = end};
  const double length = (end - start) / static_cast<double>(words.size());
  for (const std::string& word : words) {
    line.words.push_back({.word = word, .start = start, .end = start + length});
    start += length;
  }
  return line;
}

Transcript Of(std::vector<TranscriptLine> lines) {
  return {.lyrics = std::move(lines), .language = "en", .model = "tiny", .version = "0.1.0"};
}

/// Text that some format or other cannot hold as it is.
const std::vector<std::string> kOddWords = {"\"quoted\"",  "two\nlines",  "\r\n\r\n",    "7",
                                            "-->",         "--->",        "<b>bold</b>", "a<5",
                                            "{\\an8}top",  "&amp;",       "ß語𝄞",        "\xff\xc3",
                                            "\x07\x1b[0m", "back\\slash", "WEBVTT",      "\u2028"};

TEST(EncodeTranscript, JsonHasTheseFieldsAndNoOthers) {
  EXPECT_EQ(EncodeTranscript(Of({Line(0.5, 1.5, {"Hello", "world."})}), TranscriptFormat::kJson),
            R"({"lyrics":[{"start":0.5,"end":1.5,"words":[)"
            R"({"word":"Hello","start":0.5,"end":1},{"word":"world.","start":1,"end":1.5}]}],)"
            R"("language":"en","model":"tiny","version":"0.1.0"})"
            "\n");
}

TEST(EncodeTranscript, SrtHasNumbersTimesAndText) {
  EXPECT_EQ(
      EncodeTranscript(Of({Line(0.5, 61.2345, {"Hello", "world."}), Line(3600, 3601, {"Bye"})}),
                       TranscriptFormat::kSrt),
      "1\n00:00:00,500 --> 00:01:01,235\nHello world.\n\n"
      "2\n01:00:00,000 --> 01:00:01,000\nBye\n\n");
}

TEST(EncodeTranscript, VttHasAHeadTimesAndText) {
  EXPECT_EQ(
      EncodeTranscript(Of({Line(0.5, 61.2345, {"Hello", "world."}), Line(3600, 3601, {"Bye"})}),
                       TranscriptFormat::kVtt),
      "WEBVTT\n\n00:00:00.500 --> 00:01:01.235\nHello world.\n\n"
      "01:00:00.000 --> 01:00:01.000\nBye\n");
}

TEST(EncodeTranscript, TxtHasALineALine) {
  EXPECT_EQ(EncodeTranscript(Of({Line(0, 1, {"Hello", "world."}), Line(2, 3, {"Bye"})}),
                             TranscriptFormat::kTxt),
            "Hello world.\nBye\n");
}

TEST(EncodeTranscript, AnEmptyTranscriptIsAFileWithoutLines) {
  EXPECT_EQ(EncodeTranscript(Of({}), TranscriptFormat::kJson),
            "{\"lyrics\":[],\"language\":\"en\",\"model\":\"tiny\",\"version\":\"0.1.0\"}\n");
  EXPECT_EQ(EncodeTranscript(Of({}), TranscriptFormat::kSrt), "");
  EXPECT_EQ(EncodeTranscript(Of({}), TranscriptFormat::kVtt), "WEBVTT\n");
  EXPECT_EQ(EncodeTranscript(Of({}), TranscriptFormat::kTxt), "");
}

TEST(EncodeTranscript, LinesWithoutTextAreLeftOutAndNumbersGoOn) {
  const Transcript transcript = Of({Line(0, 1, {"a"}), Line(1, 2, {" ", "\n"}), Line(2, 3, {"b"})});
  EXPECT_EQ(EncodeTranscript(transcript, TranscriptFormat::kSrt),
            "1\n00:00:00,000 --> 00:00:01,000\na\n\n2\n00:00:02,000 --> 00:00:03,000\nb\n\n");
  EXPECT_EQ(EncodeTranscript(transcript, TranscriptFormat::kTxt), "a\nb\n");
}

TEST(EncodeTranscript, TimesAreWithinWhatTheFormatsHave) {
  EXPECT_EQ(EncodeTranscript(Of({Line(-0.1, -0.05, {"a"}), Line(5, 4, {"b"}),
                                 Line(360'000, 3'600'000.9994, {"c"})}),
                             TranscriptFormat::kSrt),
            "1\n00:00:00,000 --> 00:00:00,001\na\n\n"
            "2\n00:00:05,000 --> 00:00:05,001\nb\n\n"
            "3\n100:00:00,000 --> 1000:00:00,999\nc\n\n");
  const auto json = nlohmann::json::parse(
      EncodeTranscript(Of({Line(1.00049, 0.5, {"a"})}), TranscriptFormat::kJson));
  EXPECT_EQ(json["lyrics"][0]["start"], 1);
  EXPECT_EQ(json["lyrics"][0]["end"], 1);
}

TEST(EncodeTranscript, TimesThatAreNoNumbersAreRefused) {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const TranscriptFormat format :
       {TranscriptFormat::kJson, TranscriptFormat::kSrt, TranscriptFormat::kVtt}) {
    EXPECT_THROW(EncodeTranscript(Of({Line(0, infinity, {"a"})}), format), beam::Error);
  }
}

TEST(EncodeTranscript, OddTextInSrtStaysOneCueALine) {
  std::vector<TranscriptLine> lines;
  for (const std::string& word : kOddWords) lines.push_back(Line(0, 1, {"x" + word}));
  const std::string file = EncodeTranscript(Of(lines), TranscriptFormat::kSrt);
  std::string expected;
  int number = 0;
  for (const char* const text :
       {"x\"quoted\"", "xtwo lines", "x", "x7", "x→", "x-→", "x‹b>bold‹/b>", "xa<5", "x(\\an8}top",
        "x&amp;", "xß語𝄞", "x\uFFFD\uFFFD", "x[0m", "xback\\slash", "xWEBVTT", "x"}) {
    expected += std::to_string(++number) + "\n00:00:00,000 --> 00:00:01,000\n" + text + "\n\n";
  }
  EXPECT_EQ(file, expected);
}

TEST(EncodeTranscript, OddTextInVttIsEscaped) {
  std::vector<TranscriptLine> lines;
  for (const std::string& word : kOddWords) lines.push_back(Line(0, 1, {"x" + word}));
  std::string expected = "WEBVTT\n";
  for (const char* const text :
       {"x\"quoted\"", "xtwo lines", "x", "x7", "x--&gt;", "x---&gt;", "x&lt;b&gt;bold&lt;/b&gt;",
        "xa&lt;5", "x{\\an8}top", "x&amp;amp;", "xß語𝄞", "x\uFFFD\uFFFD", "x[0m", "xback\\slash",
        "xWEBVTT", "x"}) {
    expected += "\n00:00:00.000 --> 00:00:01.000\n" + std::string(text) + "\n";
  }
  EXPECT_EQ(EncodeTranscript(Of(lines), TranscriptFormat::kVtt), expected);
}

TEST(EncodeTranscript, JsonComesBackAsItWas) {
  const beam::testing::TemporaryFolder folder;
  Transcript transcript = Of({Line(0.5, 16.5, kOddWords), Line(17, 18, {"a"})});
  transcript.lyrics.push_back({.start = 20, .end = 21});
  const std::string path = folder.path() + "/a.whisper.json";
  beam::io::WriteFile(path, EncodeTranscript(transcript, TranscriptFormat::kJson));
  beam::Pipeline p;
  auto [loaded, failed] = p | MatchFiles(path) | LoadJson<Transcript>();
  const auto values = beam::testing::Collect("Loaded", loaded);
  ASSERT_EQ(beam::direct::RunPipeline(p, {.direct_num_workers = 1}).state, beam::JobState::kDone);
  ASSERT_THAT(values->values(), SizeIs(1));
  const Transcript back = values->values()[0].value;
  EXPECT_EQ(back.language, "en");
  EXPECT_EQ(back.model, "tiny");
  EXPECT_EQ(back.version, "0.1.0");
  ASSERT_THAT(back.lyrics, SizeIs(3));
  EXPECT_THAT(back.lyrics[2].words, SizeIs(0));
  ASSERT_THAT(back.lyrics[0].words, SizeIs(kOddWords.size()));
  for (std::size_t i = 0; i < kOddWords.size(); ++i) {
    const TranscriptWord& word = back.lyrics[0].words[i];
    EXPECT_EQ(word.word, kOddWords[i] == "\xff\xc3" ? "\uFFFD\uFFFD" : kOddWords[i]);
    EXPECT_DOUBLE_EQ(word.start, 0.5 + static_cast<double>(i));
    EXPECT_DOUBLE_EQ(word.end, 1.5 + static_cast<double>(i));
  }
}

TEST(SuffixOf, SaysWhatItIs) {
  EXPECT_EQ(SuffixOf(TranscriptFormat::kJson), ".whisper.json");
  EXPECT_EQ(SuffixOf(TranscriptFormat::kVtt), ".vtt");
}

}  // namespace
}  // namespace klay
