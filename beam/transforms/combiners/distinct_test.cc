#include "beam/transforms/combiners/distinct.h"

#include <gmock/gmock.h>

#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/testing/collect.h"
#include "beam/transforms/testing/every_way.h"

namespace beam::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using Strings = std::vector<std::string>;

struct Click {
  std::string user;
  int at = 0;
  bool operator==(const Click&) const = default;
};

TEST(DistinctTest, HasEachElementOnceInEachWindow) {
  EveryWay([](Pipeline& p) {
    auto numbers = p | Create("Numbers", {3, 1, 3, 3, 11, 1, 13, 11});
    auto windowed = numbers |
                    WithTimestamps("At", [](int n) { return Timestamp{} + Seconds(n % 5); }) |
                    WindowInto("Twos", FixedWindows(Seconds(2)));
    auto all = Collect("All", numbers | Distinct());
    auto by_window = Collect("ByWindow", windowed | Distinct("InWindows"));
    auto none = Collect("None", p | Create("Nothing", Strings()) | Distinct("OfNone"));
    return [=] {
      EXPECT_THAT(all->values(), UnorderedElementsAre(1, 3, 11, 13));
      EXPECT_THAT(by_window->values(), UnorderedElementsAre(1, 3, 11, 13));
      EXPECT_THAT(none->values(), IsEmpty());
    };
  });
}

TEST(DistinctTest, ARepresentativeIsTheSameOneInEachRun) {
  EveryWay([](Pipeline& p) {
    auto clicks =
        p | Create("Clicks", std::vector<Click>{{"b", 5}, {"a", 7}, {"b", 2}, {"a", 9}, {"b", 3}});
    auto out = Collect("Out", clicks | Distinct::WithRepresentativeValue("PerUser", &Click::user));
    return [=] { EXPECT_THAT(out->values(), UnorderedElementsAre(Click{"a", 7}, Click{"b", 2})); };
  });
}

}  // namespace
}  // namespace beam::testing
