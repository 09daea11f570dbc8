#include "beam/pipeline/combine/combine.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/testing/collect.h"
#include "beam/transforms/testing/every_way.h"

namespace beam::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

using Pair = KV<std::string, std::int64_t>;

/// Most of the values have one key.
std::vector<Pair> HotPairs() {
  std::vector<Pair> pairs = {{"cold", 5}, {"cool", 7}};
  for (std::int64_t i = 0; i < 5000; ++i) pairs.push_back({"hot", i});
  return pairs;
}

PCollection<Pair> InTens(Pipeline& p, const std::vector<Pair>& pairs) {
  return p | Create("Pairs", pairs) |
         WithTimestamps("At", [](const Pair& pair) { return Timestamp{} + Seconds(pair.value); }) |
         WindowInto("Tens", FixedWindows(Seconds(10)));
}

TEST(CombineTest, HotKeyFanoutGivesTheSame) {
  for (const int fanout : {1, 2, 16}) {
    EveryWay([&](Pipeline& p) {
      auto out =
          Collect("Out", p | Create("Pairs", HotPairs()) |
                             CombinePerKey("Sum", SumFn<std::int64_t>()).WithHotKeyFanout(fanout));
      return [out] {
        EXPECT_THAT(out->values(), UnorderedElementsAre(Pair{"cold", 5}, Pair{"cool", 7},
                                                        Pair{"hot", 4999L * 2500}));
      };
    });
  }
}

TEST(CombineTest, FanoutOfAGlobalCombineGivesTheSame) {
  EveryWay([](Pipeline& p) {
    auto numbers = p | Create("Numbers", std::vector<std::int64_t>(3000, 2));
    auto none = p | Create("None", std::vector<std::int64_t>());
    auto sum = CombineGlobally("Sum", SumFn<std::int64_t>()).WithFanout(8);
    auto all = Collect("All", numbers | sum);
    auto nothing =
        Collect("Nothing", none | CombineGlobally("SumNone", SumFn<std::int64_t>()).WithFanout(3));
    auto without = Collect(
        "Without",
        none |
            CombineGlobally("SumWithout", SumFn<std::int64_t>()).WithFanout(3).WithoutDefaults());
    return [=] {
      EXPECT_THAT(all->values(), ElementsAre(6000));
      EXPECT_THAT(nothing->values(), ElementsAre(0));
      EXPECT_TRUE(without->values().empty());
    };
  });
}

TEST(CombineTest, FanoutKeepsWindowsAndSessions) {
  for (const bool merging : {false, true}) {
    EveryWay([&](Pipeline& p) {
      auto pairs =
          p | Create("Pairs", std::vector<Pair>{{"a", 1}, {"a", 4}, {"a", 8}, {"a", 21}}) |
          WithTimestamps("At", [](const Pair& pair) { return Timestamp{} + Seconds(pair.value); });
      auto windowed = merging ? pairs | WindowInto("Window", Sessions(Seconds(5)))
                              : pairs | WindowInto("Window", FixedWindows(Seconds(10)));
      auto out = Collect(
          "Out", windowed | CombinePerKey("Sum", SumFn<std::int64_t>()).WithHotKeyFanout(3));
      return [out] {
        EXPECT_THAT(out->values(), UnorderedElementsAre(Pair{"a", 13}, Pair{"a", 21}));
      };
    });
  }
}

TEST(CombineTest, AFanoutBelowOneIsRefused) {
  const CombinePerKey sum("Sum", SumFn<int>());
  EXPECT_THROW(sum.WithHotKeyFanout(0), Error);
  const CombineGlobally all("All", SumFn<int>());
  EXPECT_THROW(all.WithFanout(-3), Error);
}

TEST(CombineTest, AGlobalCombineInWindowsMustGoWithoutDefaults) {
  EXPECT_THAT(
      RefusalOf([](Pipeline& p) {
        InTens(p, {{"a", 1}}) | CombineGlobally("Count", CountFn<Pair>());
      }),
      ::testing::AllOf(HasSubstr("add .WithoutDefaults(): \"Count\" at "),
                       HasSubstr("combine_test.cc:"), HasSubstr("found fixed windows of 10 s")));
  EveryWay([](Pipeline& p) {
    auto out = Collect("Out", InTens(p, {{"a", 1}, {"b", 2}, {"a", 31}}) |
                                  CombineGlobally("Count", CountFn<Pair>()).WithoutDefaults());
    return [out] { EXPECT_THAT(out->values(), UnorderedElementsAre(2, 1)); };
  });
}

/// Sums whatever it is given, by a family of functions.
struct AnySum {
  template <class T>
  SumFn<T> For() const {
    return {};
  }
};

TEST(CombineTest, AFamilyOfCombineFnsTakesAnyInput) {
  EveryWay([](Pipeline& p) {
    auto doubles = Collect(
        "Doubles", p | Create("Halves", {0.5, 0.25}) | CombineGlobally("SumHalves", AnySum()));
    auto pairs = Collect("Pairs", p | Create("OfKey", std::vector<Pair>{{"a", 1}, {"a", 2}}) |
                                      CombinePerKey("SumPairs", AnySum()));
    return [=] {
      EXPECT_THAT(doubles->values(), ElementsAre(0.75));
      EXPECT_THAT(pairs->values(), ElementsAre(Pair{"a", 3}));
    };
  });
}

}  // namespace
}  // namespace beam::testing
