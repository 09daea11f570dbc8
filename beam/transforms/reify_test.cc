#include "beam/transforms/reify.h"

#include <gmock/gmock.h>

#include "beam/pipeline/create.h"
#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/testing/collect.h"
#include "beam/transforms/latest.h"
#include "beam/transforms/testing/every_way.h"

namespace beam::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr Timestamp At(std::int64_t seconds) {
  return Timestamp{} + Seconds(seconds);
}

using Reading = KV<std::string, int>;

/// Readings at the time of their value, or of half of it.
PCollection<Reading> Readings(Pipeline& p) {
  return p | Create("Readings", std::vector<Reading>{{"a", 1}, {"b", 9}, {"a", 3}, {"b", 8}}) |
         WithTimestamps("At", [](const Reading& reading) { return At(reading.value); });
}

TEST(ReifyTest, TimestampsBecomeValuesAndBack) {
  EveryWay([](Pipeline& p) {
    auto readings = Readings(p);
    auto stamped = Collect("OutStamped", readings | Reify::Timestamps());
    auto back = readings | Reify::TimestampsInValue() | GroupByKey() |
                FlatMap("Each",
                        [](const KV<std::string, Iterable<TimestampedValue<int>>>& group) {
                          std::vector<KV<std::string, TimestampedValue<int>>> each;
                          for (const auto& value : group.value) each.push_back({group.key, value});
                          return each;
                        }) |
                WindowInto("Window", FixedWindows(Seconds(5))) |
                Reify::ExtractTimestampsFromValues();
    auto again = Collect("OutAgain", back | Reify::Timestamps("Again"));
    return [=] {
      using Stamped = TimestampedValue<Reading>;
      const auto expected =
          UnorderedElementsAre(Stamped{{"a", 1}, At(1)}, Stamped{{"b", 9}, At(9)},
                               Stamped{{"a", 3}, At(3)}, Stamped{{"b", 8}, At(8)});
      EXPECT_THAT(stamped->values(), expected);
      EXPECT_THAT(again->values(), expected);
    };
  });
}

TEST(ReifyTest, AnElementOfSeveralWindowsIsOneValueForEach) {
  EveryWay([](Pipeline& p) {
    auto out =
        Collect("Out", p | Create("One", {7}) | WithTimestamps("At", [](int n) { return At(n); }) |
                           WindowInto("Sliding", SlidingWindows(Seconds(10), Seconds(5))) |
                           Reify::Windows());
    return [=] {
      using Value = ValueInSingleWindow<int>;
      EXPECT_THAT(out->values(), UnorderedElementsAre(Value{7, At(7), {At(0), At(10)}, {}},
                                                      Value{7, At(7), {At(5), At(15)}, {}}));
    };
  });
}

TEST(LatestTest, HasTheGreatestTimestamp) {
  EveryWay([](Pipeline& p) {
    auto readings = Readings(p);
    auto latest = Collect("OutLatest", readings | Latest::Globally());
    auto per_key = Collect("OutPerKey", readings | Latest::PerKey());
    // Of several that are the latest, the one whose bytes come first.
    auto ties = Collect("OutTies", p | Create("Words", {std::string("b"), std::string("a")}) |
                                       Latest::Globally("LatestOfTies"));
    auto none = Collect("OutNone",
                        p | Create("None", std::vector<int>()) | Latest::Globally("LatestOfNone"));
    auto windowed = Collect("OutWindows", readings | WindowInto("W", FixedWindows(Seconds(2))) |
                                              Latest::Globally("LatestOfWindows"));
    return [=] {
      EXPECT_THAT(latest->values(), UnorderedElementsAre(Reading{"b", 9}));
      EXPECT_THAT(per_key->values(), UnorderedElementsAre(Reading{"a", 3}, Reading{"b", 9}));
      EXPECT_THAT(ties->values(), UnorderedElementsAre("a"));
      EXPECT_THAT(none->values(), IsEmpty());
      EXPECT_THAT(windowed->values(),
                  UnorderedElementsAre(Reading{"a", 1}, Reading{"a", 3}, Reading{"b", 9}));
    };
  });
}

}  // namespace
}  // namespace beam::testing
