#include "beam/io/glob.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "beam/base/error.h"

namespace beam::io {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

bool Matches(std::string_view pattern, std::string_view path) {
  return Glob(pattern).Matches(path);
}

TEST(Glob, StarAndQuestionMarkStayWithinAName) {
  EXPECT_TRUE(Matches("a/*.wav", "a/b.wav"));
  EXPECT_TRUE(Matches("a/*.wav", "a/.wav"));
  EXPECT_FALSE(Matches("a/*.wav", "a/b/c.wav"));
  EXPECT_TRUE(Matches("a/?.wav", "a/b.wav"));
  EXPECT_FALSE(Matches("a?b", "a/b"));
  EXPECT_TRUE(Matches("*a*b*", "xxaxxbxx"));
  EXPECT_FALSE(Matches("*.wav", "a.wavx"));
}

TEST(Glob, QuestionMarkIsACharacterNotAByte) {
  EXPECT_TRUE(Matches("?.wav", "é.wav"));
  EXPECT_TRUE(Matches("?.wav", "\xff.wav"));
  EXPECT_TRUE(Matches("[à-ü].wav", "é.wav"));
  EXPECT_FALSE(Matches("??.wav", "é.wav"));
}

TEST(Glob, DoubleStarSpansFolders) {
  EXPECT_TRUE(Matches("a/**", "a/b"));
  EXPECT_TRUE(Matches("a/**", "a/b/c"));
  EXPECT_FALSE(Matches("a/**", "b/c"));
  EXPECT_TRUE(Matches("a/**/b", "a/b"));
  EXPECT_TRUE(Matches("a/**/b", "a/x/y/b"));
  EXPECT_FALSE(Matches("a/**/b", "a/xb"));
  EXPECT_TRUE(Matches("**/*.wav", "x.wav"));
  EXPECT_TRUE(Matches("d/**.wav", "d/a/b.wav"));
  EXPECT_TRUE(Matches("d/**.wav", "d/b.wav"));
}

TEST(Glob, ClassesHoldRangesNegationAndBrackets) {
  EXPECT_TRUE(Matches("[a-c]x", "bx"));
  EXPECT_FALSE(Matches("[a-c]x", "dx"));
  EXPECT_TRUE(Matches("[!a-c]x", "dx"));
  EXPECT_TRUE(Matches("[^a-c]x", "dx"));
  EXPECT_FALSE(Matches("a[!b]c", "a/c"));
  EXPECT_TRUE(Matches("[]]x", "]x"));
  EXPECT_TRUE(Matches("[a-]x", "-x"));
  EXPECT_TRUE(Matches("[\\]]x", "]x"));
}

TEST(Glob, BracesAreAlternatives) {
  EXPECT_TRUE(Matches("*.{wav,mp3}", "a.mp3"));
  EXPECT_FALSE(Matches("*.{wav,mp3}", "a.ogg"));
  EXPECT_TRUE(Matches("{a/b,c}/d", "a/b/d"));
  EXPECT_THAT(ExpandBraces("x{a,{b,c}d}{1,2}"),
              ElementsAre("xa1", "xa2", "xbd1", "xbd2", "xcd1", "xcd2"));
  EXPECT_THAT(ExpandBraces("a{,b}"), ElementsAre("a", "ab"));
  EXPECT_THAT(ExpandBraces("[{]x,y[}]"), ElementsAre("[{]x,y[}]"));
  EXPECT_THAT(ExpandBraces("\\{a,b\\}"), ElementsAre("\\{a,b\\}"));
}

TEST(Glob, IllFormedPatternsNameThePlace) {
  for (auto [pattern, place] : {std::pair{"ab[c", "character 3"},
                                {"a{b,c", "character 2"},
                                {"ab\\", "character 3"},
                                {"[z-a]", "character 1"},
                                {"[]", "character 1"}}) {
    try {
      const Glob glob(pattern);
      ADD_FAILURE() << pattern << " was taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInvalidArgument);
      EXPECT_THAT(error.message(), HasSubstr(place)) << pattern;
    }
  }
}

TEST(Glob, TooManyAlternativesAreRefused) {
  std::string pattern;
  for (int i = 0; i < 20; ++i) pattern += "{a,b}";
  EXPECT_THROW(Glob{pattern}, Error);
}

TEST(Glob, AnEscapedPathMatchesItselfAndNothingElse) {
  std::mt19937 random(3);
  const std::string letters = "ab*?[]{},\\/!-^.\n\xff ";
  for (int i = 0; i < 3000; ++i) {
    std::string path;
    std::string other;
    for (int n = 1 + static_cast<int>(random() % 8); n > 0; --n)
      path += letters[random() % letters.size()];
    for (int n = 1 + static_cast<int>(random() % 8); n > 0; --n)
      other += letters[random() % letters.size()];
    EXPECT_TRUE(Matches(EscapePattern(path), path)) << path;
    EXPECT_EQ(Matches(EscapePattern(path), other), path == other) << path << " and " << other;
  }
}

TEST(Glob, ManyStarsTakeLinearTime) {
  std::string pattern;
  for (int i = 0; i < 40; ++i) pattern += "*a";
  EXPECT_FALSE(Matches(pattern + "b", std::string(5000, 'a')));
}

}  // namespace
}  // namespace beam::io
