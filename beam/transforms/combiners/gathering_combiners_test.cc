#include <gmock/gmock.h>

#include "beam/testing/collect.h"
#include "beam/transforms/combiners/combine_values.h"
#include "beam/transforms/combiners/count.h"
#include "beam/transforms/combiners/mean.h"
#include "beam/transforms/combiners/min_max.h"
#include "beam/transforms/combiners/natural_order.h"
#include "beam/transforms/combiners/sum.h"
#include "beam/transforms/combiners/to_list.h"
#include "beam/transforms/combiners/to_map.h"
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

}  // namespace
}  // namespace beam::testing
