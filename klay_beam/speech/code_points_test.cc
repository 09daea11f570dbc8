#include "klay_beam/speech/code_points.h"

#include <gtest/gtest.h>

#include "beam/base/error.h"

namespace klay {
namespace {

TEST(CodePoints, ComeBackAsTheyWere) {
  const std::string text("a\0\x7f ß € 語 𝄞 \u07ff\u0800\uffff\U0010FFFF", 33);
  EXPECT_EQ(Utf8(CodePoints(text)), text);
  EXPECT_EQ(CodePoints("ß€𝄞"), U"ß€𝄞");
}

TEST(CodePoints, BytesThatAreNoneAreReplacedOneByOne) {
  EXPECT_EQ(CodePoints("a\xff\xc3z"), U"a\uFFFD\uFFFDz");
  EXPECT_EQ(CodePoints("\xed\xa0\x80"), U"\uFFFD\uFFFD\uFFFD");  // A surrogate.
  EXPECT_EQ(ValidUtf8("\xe8\xaa"), "\uFFFD\uFFFD");              // Half of a character.
}

TEST(CodePoints, WhatIsNoCharacterIsRefused) {
  EXPECT_THROW(Utf8(std::u32string(1, 0xD800)), beam::Error);
  EXPECT_THROW(Utf8(std::u32string(1, 0x110000)), beam::Error);
}

TEST(OnOneLine, JoinsLinesAndDropsControlCharacters) {
  EXPECT_EQ(OnOneLine(U" a\r\n\r\nb\t c\u2028d\x07"
                      U"e\u0085 "),
            U"a b c de");
  EXPECT_EQ(OnOneLine(U"\n \x1b"), U"");
}

}  // namespace
}  // namespace klay
