#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "beam/testing/collect.h"
#include "beam/transforms/combiners/min_max.h"
#include "beam/transforms/combiners/top.h"
#include "beam/transforms/testing/every_way.h"

namespace beam::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

using Strings = std::vector<std::string>;
using Score = KV<std::string, std::int64_t>;

const std::vector<Score> kScores = {{"a", 3}, {"b", 7}, {"a", -5}, {"a", 4}, {"b", 1}};

bool Shorter(const std::string& a, const std::string& b) {
  return a.size() < b.size();
}

TEST(MinMaxTest, TakeTheNaturalOrderOrAComparator) {
  EveryWay([](Pipeline& p) {
    auto scores = p | Create("Scores", kScores);
    auto words = p | Create("Words", Strings{"ccc", "aa", "bbb", "dd"});
    auto min = Collect("Min", scores | Min::PerKey());
    auto max = Collect("Max", scores | Max::PerKey());
    auto first = Collect("First", words | Min::Globally());
    auto last = Collect("Last", words | Max::Globally());
    // Of equally long ones that whose bytes come first, whoever sees it first.
    auto shortest = Collect("Shortest", words | Min::Globally("MinLength", Shorter));
    auto longest = Collect("Longest", words | Max::Globally("MaxLength", Shorter));
    auto none = Collect("Out", p | Create("None", Strings()) | Max::Globally("OfNone"));
    return [=] {
      EXPECT_THAT(min->values(), UnorderedElementsAre(Score{"a", -5}, Score{"b", 1}));
      EXPECT_THAT(max->values(), UnorderedElementsAre(Score{"a", 4}, Score{"b", 7}));
      EXPECT_THAT(first->values(), ElementsAre("aa"));
      EXPECT_THAT(last->values(), ElementsAre("dd"));
      EXPECT_THAT(shortest->values(), ElementsAre("aa"));
      EXPECT_THAT(longest->values(), ElementsAre("bbb"));
      EXPECT_TRUE(none->values().empty());
    };
  });
}

TEST(MinMaxTest, NanIsTheGreatestNumber) {
  EveryWay([](Pipeline& p) {
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    auto numbers = p | Create("Numbers", {1.0, -kNan, -2.0, kNan, 0.0, -0.0});
    auto min = Collect("Min", numbers | Min::Globally());
    auto top = Collect("Top", numbers | Top::Largest("Largest", 3));
    auto bottom = Collect("Bottom", numbers | Top::Smallest("Smallest", 3));
    return [=] {
      EXPECT_THAT(min->values(), ElementsAre(-2));
      ASSERT_EQ(top->values().size(), 1U);
      EXPECT_TRUE(std::isnan(top->values()[0][0]) && std::isnan(top->values()[0][1]));
      EXPECT_EQ(top->values()[0][2], 1);
      EXPECT_EQ(bottom->values()[0], (std::vector{-2.0, -0.0, 0.0}));
      EXPECT_TRUE(std::signbit(bottom->values()[0][1]) && !std::signbit(bottom->values()[0][2]));
    };
  });
}

TEST(TopTest, TheForemostComeFirst) {
  std::vector<std::int64_t> numbers;
  for (std::int64_t i = 0; i < 3000; ++i) numbers.push_back(i * 7919 % 3001);
  EveryWay([&](Pipeline& p) {
    auto all = p | Create("Numbers", numbers);
    auto largest = Collect("Out1", all | Top::Largest("Largest", 3));
    auto smallest = Collect("Out2", all | Top::Smallest("Smallest", 2));
    auto none = Collect("Out3", all | Top::Largest("Zero", 0));
    auto few = Collect("Out4", p | Create("Few", {2, 1}) | Top::Largest("OfFew", 5));
    auto per_key = Collect("Out5", p | Create("Scores", kScores) | Top::LargestPerKey("Best", 2));
    auto least = Collect("Out6", p | Create("More", kScores) | Top::SmallestPerKey("Worst", 1));
    auto words = p | Create("Words", Strings{"ccc", "aa", "bbb", "d"});
    auto longest = Collect("Out7", words | Top::Of("Longest", 3, Shorter));
    return [=] {
      EXPECT_THAT(largest->values(), ElementsAre(ElementsAre(3000, 2999, 2998)));
      EXPECT_THAT(smallest->values(), ElementsAre(ElementsAre(0, 1)));
      EXPECT_THAT(none->values(), ElementsAre(ElementsAre()));
      EXPECT_THAT(few->values(), ElementsAre(ElementsAre(2, 1)));
      using Best = KV<std::string, std::vector<std::int64_t>>;
      EXPECT_THAT(per_key->values(), UnorderedElementsAre(Best{"a", {4, 3}}, Best{"b", {7, 1}}));
      EXPECT_THAT(least->values(), UnorderedElementsAre(Best{"a", {-5}}, Best{"b", {1}}));
      EXPECT_THAT(longest->values(), ElementsAre(ElementsAre("ccc", "bbb", "aa")));
    };
  });
}

}  // namespace
}  // namespace beam::testing
