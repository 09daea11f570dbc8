#include "beam/io/text/line_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "beam/base/error.h"

namespace beam::io {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Lines = std::vector<std::string>;

/// A text that comes in pieces of at most `step` bytes, whatever is asked for, but the last of them
/// whole: what a stream may do.
class TextStream final : public InputStream {
 public:
  explicit TextStream(std::string text) : text_(std::move(text)) {}
  std::size_t Read(std::span<std::byte> buffer) override {
    const std::size_t count = std::min(buffer.size(), text_.size() - next_);
    std::copy_n(std::as_bytes(std::span(text_)).begin() + static_cast<std::ptrdiff_t>(next_), count,
                buffer.begin());
    next_ += count;
    return count;
  }

 private:
  std::string text_;
  std::size_t next_ = 0;
};

LineReader ReaderOf(const std::string& text, LineFormat format = {}) {
  return {std::make_unique<TextStream>(text), 0, std::move(format), "memory"};
}

Lines LinesOf(const std::string& text, LineFormat format = {}) {
  LineReader reader = ReaderOf(text, std::move(format));
  Lines lines;
  while (const auto line = reader.Next()) lines.emplace_back(*line);
  EXPECT_EQ(reader.position(), static_cast<std::int64_t>(text.size()));
  return lines;
}

TEST(LineReader, LinesEndWithNewlineOrCarriageReturnAndNewline) {
  EXPECT_THAT(LinesOf(""), ElementsAre());
  EXPECT_THAT(LinesOf("\n"), ElementsAre(""));
  EXPECT_THAT(LinesOf("a"), ElementsAre("a"));
  EXPECT_THAT(LinesOf("a\nb\r\n\n\r\nc"), ElementsAre("a", "b", "", "", "c"));
}

TEST(LineReader, ACarriageReturnElsewhereIsPartOfTheLine) {
  EXPECT_THAT(LinesOf("a\rb\n\r\r\nc\r"), ElementsAre("a\rb", "\r", "c\r"));
}

TEST(LineReader, DelimitersCanBeKept) {
  EXPECT_THAT(LinesOf("a\r\nb\n\nc", {.strip_delimiter = false}),
              ElementsAre("a\r\n", "b\n", "\n", "c"));
  EXPECT_THAT(LinesOf("a||b|", {.delimiter = "||", .strip_delimiter = false}),
              ElementsAre("a||", "b|"));
}

TEST(LineReader, ADelimiterMayBeAnyBytes) {
  EXPECT_THAT(LinesOf("a\n||b|c||||", {.delimiter = "||"}), ElementsAre("a\n", "b|c", ""));
  EXPECT_THAT(LinesOf(std::string("a\r\0b", 4), {.delimiter = std::string("\0", 1)}),
              ElementsAre("a\r", "b"));
}

TEST(LineReader, BytesAreNotLookedAt) {
  const std::string bytes("\xff\xfe\0\x80", 4);
  EXPECT_THAT(LinesOf(bytes + "\n" + bytes), ElementsAre(bytes, bytes));
}

TEST(LineReader, ADelimiterThatOverlapsItselfIsRefused) {
  for (const char* delimiter : {"aa", "aba", "\n\n", "abcab"}) {
    EXPECT_THROW(LineFormat{.delimiter = delimiter}.Check(), Error) << delimiter;
  }
  for (const char* delimiter : {"", "a", "ab", "aab", "\r\n"}) {
    EXPECT_NO_THROW(LineFormat{.delimiter = delimiter}.Check()) << delimiter;
  }
  EXPECT_THROW(LineFormat{.max_line_bytes = 0}.Check(), Error);
}

TEST(LineReader, FindsTheLinesOfAnyTextWhereverItsBuffersEnd) {
  std::mt19937 random(5);
  for (const std::string delimiter : {"\n", "<->", "0123456789"}) {
    for (const std::size_t longest : {3U, 300U, 300000U, 3000000U}) {
      Lines expected;
      std::string text;
      while (text.size() < 3000000) {
        expected.emplace_back(random() % longest, static_cast<char>('a' + random() % 26));
        text += expected.back() + delimiter;
      }
      EXPECT_EQ(LinesOf(text, {.delimiter = delimiter == "\n" ? "" : delimiter}), expected);
    }
  }
}

TEST(LineReader, ALineThatIsTooLongIsAnErrorThatSaysWhere) {
  EXPECT_THAT(LinesOf("ab\n12345\nc", {.max_line_bytes = 5}), ElementsAre("ab", "12345", "c"));
  for (const std::string& rest :
       {std::string("123456"), std::string("123456\nc"), std::string(2000000, 'x')}) {
    LineReader reader = ReaderOf("ab\n" + rest, {.max_line_bytes = 5});
    reader.Next();
    try {
      reader.Next();
      FAIL() << "a long line was taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kResourceExhausted);
      EXPECT_THAT(error.message(), HasSubstr("max_line_bytes = 5, from byte 3 of memory"));
    }
  }
}

TEST(LineReader, LeavesOutAByteOrderMark) {
  for (const std::string rest : {"", "a", "\xef\xbb\xbf", "\n"}) {
    LineReader reader = ReaderOf("\xef\xbb\xbf" + rest);
    reader.SkipByteOrderMark();
    EXPECT_EQ(reader.position(), 3);
  }
  for (const std::string text : {"", "a", "\xef\xbb", "\xef\xbb\n"}) {
    LineReader reader = ReaderOf(text);
    reader.SkipByteOrderMark();
    EXPECT_EQ(reader.position(), 0);
    EXPECT_EQ(reader.Next().value_or(""), text.substr(0, text.find('\n')));
  }
}

}  // namespace
}  // namespace beam::io
