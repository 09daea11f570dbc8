#include "beam/base/utf8.h"

#include <gtest/gtest.h>

namespace beam {
namespace {

TEST(PrintableUtf8, KeepsEveryValidCharacterAndEscapesTheRest) {
  EXPECT_EQ(PrintableUtf8("aé日🎵"), "aé日🎵");
  EXPECT_EQ(PrintableUtf8("\xc3"), "\\xc3");
  EXPECT_EQ(PrintableUtf8("\xc0\xaf"), "\\xc0\\xaf");           // overlong
  EXPECT_EQ(PrintableUtf8("\xed\xa0\x80"), "\\xed\\xa0\\x80");  // surrogate
  EXPECT_EQ(PrintableUtf8("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
  EXPECT_EQ(PrintableUtf8("\x80x"), "\\x80x");
}

}  // namespace
}  // namespace beam
