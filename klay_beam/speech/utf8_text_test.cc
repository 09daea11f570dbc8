#include "klay_beam/speech/utf8_text.h"

#include <gtest/gtest.h>

#include <string>

namespace klay {
namespace {

TEST(DecodeUtf8, TakesCharactersOfOneToFourBytes) {
  EXPECT_EQ(DecodeUtf8("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x8E\xB5"), U"aé€🎵");
  EXPECT_EQ(EncodeUtf8(U"aé€🎵"), "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x8E\xB5");
}

TEST(DecodeUtf8, ReplacesEachBeginningOfACharacterOnce) {
  EXPECT_EQ(DecodeUtf8("\xE2\x82"), U"\xFFFD");                  // Cut off.
  EXPECT_EQ(DecodeUtf8("\xE2\x82z"), U"\xFFFDz");                // Broken off.
  EXPECT_EQ(DecodeUtf8("\x82\xAC"), U"\xFFFD\xFFFD");            // Without a begin.
  EXPECT_EQ(DecodeUtf8("\xF0\x9F\x8Ez"), U"\xFFFDz");            // Broken off after three bytes.
  EXPECT_EQ(DecodeUtf8("\xC0\x80"), U"\xFFFD\xFFFD");            // Longer than it need be.
  EXPECT_EQ(DecodeUtf8("\xED\xA0\x80"), U"\xFFFD\xFFFD\xFFFD");  // Half of a surrogate pair.
  EXPECT_EQ(DecodeUtf8("\xF5"), U"\xFFFD");                      // Beyond Unicode.
}

TEST(EncodeUtf8, GivesBackEveryCharacter) {
  std::u32string all;
  for (char32_t c = 0; c <= 0x10FFFF; c += 7) {
    if (c < 0xD800 || c > 0xDFFF) all.push_back(c);
  }
  EXPECT_EQ(DecodeUtf8(EncodeUtf8(all)), all);
}

}  // namespace
}  // namespace klay
