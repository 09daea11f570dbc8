#include "beam/transforms/regex.h"

#include <gmock/gmock.h>

#include "beam/pipeline/create.h"
#include "beam/testing/collect.h"
#include "beam/transforms/testing/every_way.h"

namespace beam::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

using Strings = std::vector<std::string>;
using Pair = KV<std::string, std::string>;

TEST(RegexTest, MatchesTheWholeString) {
  EveryWay([](Pipeline& p) {
    auto words = p | Create("Words", Strings{"aj", "xj", "yj", "zj", "xjk", ""});
    auto whole = Collect("Out1", words | Regex::Matches("Whole", "[xyz]j"));
    auto group = Collect("Out2", words | Regex::Matches("Group", "([xyz])j*", 1));
    auto named = Collect("Out3", words | Regex::Matches("Named", "(?P<first>[xyz])j", "first"));
    auto pairs = Collect("Out4", words | Regex::MatchesKV("Pairs", "([xyz])(?P<j>j)", "j", 1));
    auto all = Collect("Out5", words | Regex::AllMatches("All", "([xy])(j)(k)?"));
    return [=] {
      EXPECT_THAT(whole->values(), UnorderedElementsAre("xj", "yj", "zj"));
      EXPECT_THAT(group->values(), UnorderedElementsAre("x", "y", "z"));
      EXPECT_THAT(named->values(), UnorderedElementsAre("x", "y", "z"));
      EXPECT_THAT(pairs->values(),
                  UnorderedElementsAre(Pair{"j", "x"}, Pair{"j", "y"}, Pair{"j", "z"}));
      EXPECT_THAT(all->values(), UnorderedElementsAre(ElementsAre("xj", "x", "j", ""),
                                                      ElementsAre("yj", "y", "j", ""),
                                                      ElementsAre("xjk", "x", "j", "k")));
    };
  });
}

TEST(RegexTest, FindsTheFirstMatch) {
  EveryWay([](Pipeline& p) {
    auto lines = p | Create("Lines", Strings{"a1b22", "none", "c333"});
    auto found = Collect("Out1", lines | Regex::Find("Numbers", "[0-9]+"));
    auto letter = Collect("Out2", lines | Regex::Find("Letters", "([a-z])[0-9]", 1));
    auto pairs =
        Collect("Out3", lines | Regex::FindKV("Pairs", "(?P<k>[a-z])(?P<v>[0-9]+)", "k", "v"));
    return [=] {
      EXPECT_THAT(found->values(), UnorderedElementsAre("1", "333"));
      EXPECT_THAT(letter->values(), UnorderedElementsAre("a", "c"));
      EXPECT_THAT(pairs->values(), UnorderedElementsAre(Pair{"a", "1"}, Pair{"c", "333"}));
    };
  });
}

TEST(RegexTest, ReplacesWithGroups) {
  EveryWay([](Pipeline& p) {
    auto words = p | Create("Words", Strings{"xj yj", "aj"});
    auto all = Collect("Out1", words | Regex::ReplaceAll("All", "([xyz])j", R"(\1-new)"));
    auto first = Collect("Out2", words | Regex::ReplaceFirst("First", "[xyz]", "new"));
    return [=] {
      EXPECT_THAT(all->values(), UnorderedElementsAre("x-new y-new", "aj"));
      EXPECT_THAT(first->values(), UnorderedElementsAre("newj yj", "aj"));
    };
  });
}

Strings Split(const std::string& text, const std::string& regex, bool output_empty) {
  return internal::RegexSplit("Split", regex, output_empty)(text);
}

TEST(RegexTest, SplitsBetweenMatches) {
  EXPECT_THAT(Split("The  quick brown", "\\W+", false), ElementsAre("The", "quick", "brown"));
  EXPECT_THAT(Split(",a,,b,", ",", false), ElementsAre("a", "b"));
  EXPECT_THAT(Split(",a,,b,", ",", true), ElementsAre("", "a", "", "b", ""));
  EXPECT_THAT(Split("", ",", true), ElementsAre(""));
  EXPECT_THAT(Split("", ",", false), IsEmpty());
  EXPECT_THAT(Split("none", ",", false), ElementsAre("none"));
  EXPECT_THAT(Split("h\xc3\xa9!", "", true), ElementsAre("h", "\xc3\xa9", "!"));
  EXPECT_THAT(Split("a1b22", "[0-9]*", true), ElementsAre("a", "b", ""));
  EXPECT_THAT(Split(std::string("a\0b", 3), std::string("\0", 1), false), ElementsAre("a", "b"));
  EveryWay([](Pipeline& p) {
    auto out =
        Collect("Out", p | Create("Lines", Strings{"a b", "c"}) | Regex::Split("Split", " "));
    return [=] { EXPECT_THAT(out->values(), UnorderedElementsAre("a", "b", "c")); };
  });
}

TEST(RegexTest, TextThatIsNoUtf8DoesNoHarm) {
  EXPECT_THAT(internal::RegexFind("F", ".+", {0})("ab\xff"
                                                  "c"),
              ElementsAre("ab"));
  EXPECT_THAT(Split("\xff\xfe,\x80", ",", false), ElementsAre("\xff\xfe", "\x80"));
  EXPECT_THAT(internal::RegexReplace("R", "b", "B", true)("\xff"
                                                          "b\xff"),
              "\xff"
              "B\xff");
}

TEST(RegexTest, WhatMakesNoSenseIsRefusedWhenThePipelineIsBuilt) {
  EXPECT_THAT(RefusalOf([](Pipeline&) { Regex::Find("Open", "(a"); }),
              HasSubstr("Regex \"Open\": this is no regular expression: missing ): (a; in the "
                        "expression \"(a\""));
  EXPECT_THAT(RefusalOf([](Pipeline&) { Regex::Find("Back", R"((a)\1)"); }),
              HasSubstr("invalid escape sequence"));
  EXPECT_THAT(RefusalOf([](Pipeline&) { Regex::Matches("Two", "(a)", 2); }),
              HasSubstr("Regex \"Two\": there is no group 2"));
  EXPECT_THAT(RefusalOf([](Pipeline&) { Regex::FindKV("Name", "(a)", 1, "who"); }),
              HasSubstr("there is no group \"who\""));
  EXPECT_THAT(RefusalOf([](Pipeline&) { Regex::ReplaceAll("By", "a", R"(\1)"); }),
              HasSubstr("makes no sense"));
}

}  // namespace
}  // namespace beam::testing
