#include "klay_beam/speech/text_line.h"

#include <gtest/gtest.h>

namespace klay {
namespace {

TEST(OnOneLine, JoinsLinesAndDropsControlCharacters) {
  EXPECT_EQ(OnOneLine(std::u32string_view(U" a\r\n\r\nb\t c\u2028d\x07"
                                          U"e\u0085 ")),
            U"a b c de");
  EXPECT_EQ(OnOneLine(std::string_view("\n \x1b")), "");
  EXPECT_EQ(OnOneLine(std::string_view("语\n\xff")), "语 \uFFFD");
}

TEST(ValidUtf8, KeepsWhatIsUtf8) {
  EXPECT_EQ(ValidUtf8("ß\n€"), "ß\n€");
  EXPECT_EQ(ValidUtf8("a\xff\xc3z"), "a\uFFFD\uFFFDz");
}

}  // namespace
}  // namespace klay
