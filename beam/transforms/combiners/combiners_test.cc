#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/testing/collect.h"
#include "beam/transforms/combiners/combine_values.h"
#include "beam/transforms/combiners/count.h"
#include "beam/transforms/combiners/mean.h"
#include "beam/transforms/combiners/min_max.h"
#include "beam/transforms/combiners/sum.h"
#include "beam/transforms/combiners/to_list.h"
#include "beam/transforms/combiners/to_map.h"
#include "beam/transforms/combiners/top.h"
#include "beam/transforms/combiners/tuple_combine_fn.h"
#include "beam/transforms/testing/every_way.h"

namespace beam::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

using Strings = std::vector<std::string>;
using Score = KV<std::string, std::int64_t>;

const std::vector<Score> kScores = {{"a", 3}, {"b", 7}, {"a", -5}, {"a", 4}, {"b", 1}};

TEST(CountTest, CountsAllElementsThoseOfKeysAndEqualOnes) {
  EveryWay([](Pipeline& p) {
    auto scores = p | Create("Scores", kScores);
    auto words = p | Create("Words", Strings{"x", "y", "x", "x"});
    auto none = p | Create("None", Strings());
    auto all = Collect("All", scores | Count::Globally());
    auto nothing = Collect("Nothing", none | Count::Globally("CountNone"));
    auto per_key = Collect("PerKey", scores | Count::PerKey());
    auto per_element = Collect("PerElement", words | Count::PerElement());
    return [=] {
      EXPECT_THAT(all->values(), ElementsAre(5));
      EXPECT_THAT(nothing->values(), ElementsAre(0));
      EXPECT_THAT(per_key->values(), UnorderedElementsAre(Score{"a", 3}, Score{"b", 2}));
      EXPECT_THAT(per_element->values(), UnorderedElementsAre(Score{"x", 3}, Score{"y", 1}));
    };
  });
}

TEST(SumTest, SumsInTheNumbersOwnType) {
  EveryWay([](Pipeline& p) {
    auto scores = p | Create("Scores", kScores);
    auto per_key = Collect("PerKey", scores | Sum::PerKey().WithHotKeyFanout(2));
    auto halves = Collect("Halves", p | Create("Doubles", {0.5, 0.75}) | Sum::Globally());
    return [=] {
      EXPECT_THAT(per_key->values(), UnorderedElementsAre(Score{"a", 2}, Score{"b", 8}));
      EXPECT_THAT(halves->values(), ElementsAre(1.25));
    };
  });
}

TEST(MeanTest, IsADoubleAndNanOfNone) {
  EveryWay([](Pipeline& p) {
    auto per_key = Collect("PerKey", p | Create("Scores", kScores) | Mean::PerKey());
    auto halves = Collect("Halves", p | Create("Floats", {0.5F, 1.0F}) | Mean::Globally());
    auto none = Collect("Out", p | Create("None", std::vector<int>()) | Mean::Globally("OfNone"));
    return [=] {
      using Means = KV<std::string, double>;
      EXPECT_THAT(per_key->values(), UnorderedElementsAre(Means{"a", 2.0 / 3}, Means{"b", 4}));
      EXPECT_THAT(halves->values(), ElementsAre(0.75));
      ASSERT_EQ(none->values().size(), 1U);
      EXPECT_TRUE(std::isnan(none->values()[0]));
    };
  });
}

TEST(MeanTest, DoesNotOverflow) {
  EveryWay([](Pipeline& p) {
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    auto out = Collect("Out", p | Create("Large", std::vector(1000, kMost)) | Mean::Globally());
    auto low = Collect("Low", p | Create("Least", std::vector(9, -kMost)) | Mean::Globally("Less"));
    return [=] {
      EXPECT_THAT(out->values(), ElementsAre(static_cast<double>(kMost)));
      EXPECT_THAT(low->values(), ElementsAre(-static_cast<double>(kMost)));
    };
  });
}

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

TEST(ToListTest, HasAllElements) {
  EveryWay([](Pipeline& p) {
    auto list = Collect("List", p | Create("Words", Strings{"b", "a", "b"}) | ToList());
    auto none = Collect("NoList", p | Create("None", Strings()) | ToList("ToListOfNone"));
    return [=] {
      ASSERT_EQ(list->values().size(), 1U);
      EXPECT_THAT(list->values()[0], UnorderedElementsAre("a", "b", "b"));
      EXPECT_THAT(none->values(), ElementsAre(ElementsAre()));
    };
  });
}

TEST(ToMapTest, KeepsTheSameOneOfSeveralValues) {
  EveryWay([](Pipeline& p) {
    auto map = Collect(
        "Map", p | Create("Pairs", std::vector<Score>{{"a", 2}, {"b", 3}, {"a", 1}}) | ToMap());
    return
        [=] { EXPECT_THAT(map->values(), ElementsAre(ElementsAre(Pair("a", 1), Pair("b", 3)))); };
  });
}

TEST(CombineValuesTest, FoldsGroups) {
  EveryWay([](Pipeline& p) {
    auto groups = p | Create("Scores", kScores) | GroupByKey();
    auto sums = Collect("Sums", groups | CombineValues("Sum", Sum()));
    auto counts = Collect("Counts", groups | CombineValues("Count", CountFn<std::int64_t>()));
    return [=] {
      EXPECT_THAT(sums->values(), UnorderedElementsAre(Score{"a", 2}, Score{"b", 8}));
      EXPECT_THAT(counts->values(), UnorderedElementsAre(Score{"a", 3}, Score{"b", 2}));
    };
  });
}

TEST(TupleCombineFnTest, GivesATupleOfEachResult) {
  EveryWay([](Pipeline& p) {
    const SingleInputTupleCombineFn stats{Count(), Mean(), FirstCombineFn<NaturalOrder>()};
    auto out = Collect("Out", p | Create("Scores", kScores) | CombinePerKey("Stats", stats));
    return [out] {
      using Stats = KV<std::string, std::tuple<std::int64_t, double, std::int64_t>>;
      EXPECT_THAT(out->values(),
                  UnorderedElementsAre(Stats{"a", {3, 2.0 / 3, -5}}, Stats{"b", {2, 4, 1}}));
    };
  });
}

TEST(TupleCombineFnTest, HasNoOutputWhereOneOfItsFunctionsHasNone) {
  const auto stats =
      SingleInputTupleCombineFn(Count(), FirstCombineFn<NaturalOrder>()).For<std::int64_t>();
  auto accumulator = stats.CreateAccumulator();
  EXPECT_FALSE(stats.HasOutput(accumulator));
  stats.AddInput(accumulator, std::int64_t{7});
  EXPECT_TRUE(stats.HasOutput(accumulator));
}

TEST(CombinersTest, CombineEachWindowOfItsOwn) {
  EveryWay([](Pipeline& p) {
    auto windowed = p | Create("Numbers", {1, 2, 2, 13}) |
                    WithTimestamps("At", [](int n) { return Timestamp{} + Seconds(n); }) |
                    WindowInto("Tens", FixedWindows(Seconds(10)));
    auto counts = Collect("Counts", windowed | Count::PerElement());
    auto top = Collect("Top", windowed | Top::Largest("Largest", 2).WithoutDefaults());
    return [=] {
      using Copies = KV<int, std::int64_t>;
      EXPECT_THAT(counts->values(),
                  UnorderedElementsAre(Copies{1, 1}, Copies{2, 2}, Copies{13, 1}));
      EXPECT_THAT(top->values(), UnorderedElementsAre(ElementsAre(2, 2), ElementsAre(13)));
    };
  });
}

}  // namespace
}  // namespace beam::testing
