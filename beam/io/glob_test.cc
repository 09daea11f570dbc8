#include "beam/io/glob.h"

#include <fnmatch.h>
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

TEST(Glob, BytesThatOnlyLookLikeASlashAreNone) {
  const std::string overlong =
      "a\xE0\x80\xAF"
      "b";
  EXPECT_TRUE(Matches("a*b", overlong));
  EXPECT_FALSE(Matches("?" + overlong.substr(1), "a/b"));
  EXPECT_FALSE(Matches("[a]" + overlong.substr(1), "a/b"));
  EXPECT_FALSE(Matches("?\xF4\x90\x82\x80", "a\x80"));  // Beyond Unicode: four bytes, not one.
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

TEST(Glob, ASlashIsASlashOnlyOutsideOfBrackets) {
  EXPECT_TRUE(Matches("a\\/?", "a/b"));
  EXPECT_FALSE(Matches("a[+-9]b", "a/b"));
  EXPECT_THROW(Glob{"a[b/c]d"}, Error);
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

TEST(Glob, BracesWithoutACommaAreAName) {
  EXPECT_TRUE(Matches("{3F25-04E0}/*", "{3F25-04E0}/a"));
  EXPECT_TRUE(Matches("x{}", "x{}"));
  EXPECT_TRUE(Matches("{a}{b,c}", "{a}c"));
  EXPECT_TRUE(Matches("{{a,b}}", "{b}"));
  EXPECT_TRUE(Matches("{x{*},y}", "x{1}"));
  EXPECT_TRUE(Matches("a}", "a}"));
}

TEST(Glob, IllFormedPatternsNameThePlaceInWhatTheUserWrote) {
  for (auto [pattern, place] : {std::pair{"ab[c", "character 3"},
                                {"{a,b}{c", "character 6 of the pattern {a,b}{c"},
                                {"{a,b}[c", "character 6 of the pattern {a,b}[c"},
                                {"{a,[b}", "character 4"},
                                {"{a,b}[x/y]", "character 6"},
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

TEST(Glob, SaysWhichFoldersAreWorthALook) {
  const GlobAlternative prefixed("a**/x");
  EXPECT_TRUE(prefixed.CanBeginWith("ab/"));
  EXPECT_TRUE(prefixed.CanBeginWith("ab/c/"));
  EXPECT_FALSE(prefixed.CanBeginWith("b/"));
  EXPECT_TRUE(GlobAlternative("**/x").CanBeginWith("b/"));
  EXPECT_FALSE(GlobAlternative("*/x").CanBeginWith("a/b/"));
}

TEST(Glob, AgreesWithTheSystemsFnmatch) {
  std::mt19937 random(7);
  auto pick = [&](const std::vector<std::string>& from, std::size_t most) {
    std::string text;
    for (std::size_t n = random() % (most + 1); n > 0; --n) text += from[random() % from.size()];
    return text;
  };
  int matched = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string pattern =
        pick({"a", "b", "/", "*", "?", "[ab]", "[!a]", "[^b.]", "[a-c]", "\\*", ".", "[]]"}, 7);
    if (pattern.find("**") != std::string::npos) continue;  // fnmatch takes it for one star.
    const std::string text = pick({"a", "b", "c", "/", "*", ".", "]"}, 6);
    const bool expected = fnmatch(pattern.c_str(), text.c_str(), FNM_PATHNAME) == 0;
    EXPECT_EQ(Matches(pattern, text), expected) << pattern << " and " << text;
    matched += expected ? 1 : 0;
  }
  EXPECT_GT(matched, 300);  // The comparison is about matches too.
}

}  // namespace
}  // namespace beam::io
