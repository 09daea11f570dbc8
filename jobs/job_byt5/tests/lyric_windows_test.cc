#include "job_byt5/lyric_windows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "beam/base/error.h"
#include "beam/base/utf8.h"
#include "klay_beam/text/byt5_tokenizer.h"

namespace job_byt5 {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

/// Lines of words, each a second long.
Lyrics LyricsOf(const std::vector<std::vector<std::string>>& lines) {
  Lyrics lyrics;
  double now = 0;
  for (const auto& words : lines) {
    Line& line = lyrics.lyrics.emplace_back();
    for (const std::string& word : words) {
      line.words.push_back({.word = word, .start = now, .end = now + 1});
      ++now;
    }
  }
  return lyrics;
}

/// The text that a window's tokens stand for; the end must be where it belongs.
std::string TextOfWindow(const Window& window) {
  std::string text;
  EXPECT_FALSE(window.tokens.empty());
  for (const std::int64_t token : window.tokens) {
    if (token >= klay::kByt5FirstByte) text += static_cast<char>(token - klay::kByt5FirstByte);
  }
  EXPECT_EQ(window.tokens.size(), text.size() + 1);
  EXPECT_EQ(window.tokens.back(), klay::kByt5End);
  EXPECT_EQ(window.starts.size(), window.tokens.size());
  EXPECT_EQ(window.ends.size(), window.tokens.size());
  return text;
}

std::vector<std::string> TextsOf(const Lyrics& lyrics, const WindowOptions& options) {
  std::vector<std::string> texts;
  for (const Window& window : WindowsOf(lyrics, options)) {
    EXPECT_LE(window.tokens.size(), static_cast<std::size_t>(options.max_tokens));
    texts.push_back(TextOfWindow(window));
  }
  return texts;
}

TEST(LyricWindows, ALineIsAWindow) {
  const Lyrics lyrics = LyricsOf({{"la", "la"}, {}, {" "}, {"oh"}});
  EXPECT_THAT(TextsOf(lyrics, {}), ElementsAre("la la", "oh"));
}

TEST(LyricWindows, ATokenHasTheTimeOfItsWord) {
  const auto windows = WindowsOf(LyricsOf({{"ü", "b"}}), {});
  ASSERT_THAT(windows, SizeIs(1));
  // Two bytes, a space that belongs to the word behind it, a byte, the end.
  EXPECT_THAT(windows[0].starts, ElementsAre(0, 0, 1, 1, 2));
  EXPECT_THAT(windows[0].ends, ElementsAre(1, 1, 2, 2, 2));
}

TEST(LyricWindows, LongLinesAreCutBetweenWords) {
  const Lyrics lyrics = LyricsOf({{"one", "two", "three", "four"}, {"x"}});
  EXPECT_THAT(TextsOf(lyrics, {.max_tokens = 9}), ElementsAre("one two", "three", "four", "x"));
}

TEST(LyricWindows, LongWordsAreCutBetweenCharacters) {
  EXPECT_THAT(TextsOf(LyricsOf({{"a", "日本語", "b"}}), {.max_tokens = 8}),
              ElementsAre("a", "日本", "語 b"));
  EXPECT_THAT(TextsOf(LyricsOf({{"🎵🎵"}}), {.max_tokens = 5}), ElementsAre("🎵", "🎵"));
  // What is no character is cut where it must be.
  EXPECT_THAT(TextsOf(LyricsOf({{"\xff\xff\xff\xff\xff"}}), {.max_tokens = 5}),
              ElementsAre("\xff\xff\xff\xff", "\xff"));
}

TEST(LyricWindows, AWindowHoldsWholeLines) {
  const Lyrics lyrics = LyricsOf({{"la", "la"}, {"oh"}, {"yeah", "yeah"}, {"x"}});
  const WindowOptions options{.context = Context::kWindow, .max_tokens = 13};
  EXPECT_THAT(TextsOf(lyrics, options), ElementsAre("la la\noh", "yeah yeah\nx"));
  EXPECT_THAT(TextsOf(lyrics, {.context = Context::kWindow}),
              ElementsAre("la la\noh\nyeah yeah\nx"));
  const auto windows = WindowsOf(LyricsOf({{"a"}, {"b"}}), {.context = Context::kWindow});
  ASSERT_THAT(windows, SizeIs(1));
  EXPECT_THAT(windows[0].starts, ElementsAre(0, 1, 1, 2));
}

TEST(LyricWindows, NothingIsLostHoweverTheTextIsCut) {
  std::vector<std::vector<std::string>> lines;
  for (int i = 0; i < 60; ++i) {
    auto& words = lines.emplace_back();
    for (int word = 0; word < i % 7; ++word) {
      words.push_back(std::string(1 + (i * 13 + word * 5) % 40, static_cast<char>('a' + i % 26)));
      if (word % 3 == 0) words.back() += "ß";
    }
  }
  const Lyrics lyrics = LyricsOf(lines);
  std::string expected;
  for (const auto& words : lines) {
    for (const std::string& word : words) expected += word;
  }
  for (const Context context : {Context::kLine, Context::kWindow}) {
    for (const int max_tokens : {5, 6, 17, 64, 1024}) {
      std::string found;
      for (std::string text : TextsOf(lyrics, {.context = context, .max_tokens = max_tokens})) {
        EXPECT_EQ(beam::PrintableUtf8(text), text) << "a character is cut";
        std::erase(text, ' ');
        std::erase(text, '\n');
        found += text;
      }
      EXPECT_EQ(found, expected) << max_tokens;
    }
  }
}

TEST(LyricWindows, AWindowHoldsACharacterAtLeastAndNotTooMany) {
  for (const int max_tokens : {-1, 0, 4, 8193}) {
    EXPECT_THROW(CheckWindowOptions({.max_tokens = max_tokens}), beam::Error) << max_tokens;
  }
  for (const int max_tokens : {5, 1024, 8192}) CheckWindowOptions({.max_tokens = max_tokens});
}

}  // namespace
}  // namespace job_byt5
