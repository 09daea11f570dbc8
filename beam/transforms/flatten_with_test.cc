#include "beam/transforms/flatten_with.h"

#include <gmock/gmock.h>

#include "beam/pipeline/create.h"
#include "beam/pipeline/group_by_key.h"
#include "beam/testing/collect.h"
#include "beam/transforms/testing/every_way.h"

namespace beam::testing {
namespace {

using ::testing::UnorderedElementsAre;
using Strings = std::vector<std::string>;

TEST(FlattenWithTest, AddsOtherCollections) {
  EveryWay([](Pipeline& p) {
    auto some = p | Create("Some", {1, 2});
    auto more = p | Create("More", {2, 3});
    auto out = Collect("Out", some | FlattenWith("All", more, some));
    return [=] { EXPECT_THAT(out->values(), UnorderedElementsAre(1, 2, 1, 2, 2, 3)); };
  });
}

TEST(FlattenIterablesTest, HasTheItemsOfEachRange) {
  EveryWay([](Pipeline& p) {
    auto lists = p | Create("Lists", std::vector<Strings>{{"a", "b"}, {}, {"c"}});
    auto groups = p |
                  Create("Pairs", std::vector<KV<bool, int>>{{true, 1}, {false, 2}, {true, 3}}) |
                  GroupByKey() |
                  Map("Values", [](const KV<bool, Iterable<int>>& group) { return group.value; });
    auto items = Collect("Items", lists | FlattenIterables());
    auto values = Collect("OfGroups", groups | FlattenIterables("FlattenGroups"));
    return [=] {
      EXPECT_THAT(items->values(), UnorderedElementsAre("a", "b", "c"));
      EXPECT_THAT(values->values(), UnorderedElementsAre(1, 2, 3));
    };
  });
}

}  // namespace
}  // namespace beam::testing
