#include "beam/transforms/keys.h"

#include <gmock/gmock.h>

#include <cctype>

#include "beam/pipeline/as_side_input.h"
#include "beam/pipeline/create.h"
#include "beam/testing/collect.h"
#include "beam/transforms/map_tuple.h"
#include "beam/transforms/testing/every_way.h"

namespace beam::testing {
namespace {

using ::testing::UnorderedElementsAre;
using Pair = KV<std::string, int>;

const std::vector<Pair> kPairs = {{"a", 1}, {"b", 2}, {"a", 3}};

TEST(KeysTest, TakeAPairApartOrTurnItRound) {
  EveryWay([](Pipeline& p) {
    auto pairs = p | Create("Pairs", kPairs);
    auto keys = Collect("OutKeys", pairs | Keys());
    auto values = Collect("OutValues", pairs | Values());
    auto swapped = Collect("OutSwapped", pairs | KvSwap());
    return [=] {
      EXPECT_THAT(keys->values(), UnorderedElementsAre("a", "b", "a"));
      EXPECT_THAT(values->values(), UnorderedElementsAre(1, 2, 3));
      using Swapped = KV<int, std::string>;
      EXPECT_THAT(swapped->values(),
                  UnorderedElementsAre(Swapped{1, "a"}, Swapped{2, "b"}, Swapped{3, "a"}));
    };
  });
}

TEST(WithKeysTest, TakesAFunctionOrOneKey) {
  EveryWay([](Pipeline& p) {
    auto words = p | Create("Words", std::vector<std::string>{"a", "bcd"});
    auto by_size = Collect("OutSize", words | WithKeys("BySize", &std::string::size));
    auto by_one = Collect("OutOne", words | WithKeys("ByOne", std::string("all")));
    return [=] {
      using Sized = KV<std::size_t, std::string>;
      EXPECT_THAT(by_size->values(), UnorderedElementsAre(Sized{1, "a"}, Sized{3, "bcd"}));
      using Named = KV<std::string, std::string>;
      EXPECT_THAT(by_one->values(), UnorderedElementsAre(Named{"all", "a"}, Named{"all", "bcd"}));
    };
  });
}

TEST(MapKeysTest, ChangesOneSideOfAPair) {
  EveryWay([](Pipeline& p) {
    auto pairs = p | Create("Pairs", kPairs);
    auto sizes = Collect("OutSizes", pairs | MapKeys("Size", &std::string::size));
    auto limit = AsSingleton("Limit", p | Create("Two", {2}));
    auto capped = Collect("OutCapped", pairs | MapValues("Cap", [limit](int n) {
                                                 return std::min(n, *limit);
                                               }).WithSideInputs(limit));
    return [=] {
      using Sized = KV<std::size_t, int>;
      EXPECT_THAT(sizes->values(), UnorderedElementsAre(Sized{1, 1}, Sized{1, 2}, Sized{1, 3}));
      EXPECT_THAT(capped->values(), UnorderedElementsAre(Pair{"a", 1}, Pair{"b", 2}, Pair{"a", 2}));
    };
  });
}

TEST(MapTupleTest, GivesFunctionsSeveralParameters) {
  EveryWay([](Pipeline& p) {
    auto pairs = p | Create("Pairs", kPairs);
    auto text = [](const std::string& key, int value) { return key + std::to_string(value); };
    auto repeat = [](const std::string& key, int n) {
      return std::vector<std::string>(static_cast<std::size_t>(n), key);
    };
    auto [good, failed] = pairs | MapTuple("Check", [](const std::string& key, int n) {
                                    if (n == 2) throw Error(ErrorCode::kInvalidArgument, "two");
                                    return std::tuple<std::string, int, bool>(key, n, n > 1);
                                  }).WithExceptionHandling();
    auto texts = Collect("OutTexts", pairs | MapTuple("Text", text));
    auto repeated = Collect("OutRepeated", pairs | FlatMapTuple("Repeat", repeat));
    auto kept =
        Collect("OutKept",
                pairs | FilterTuple("Odd", [](const std::string&, int n) { return n % 2 == 1; }));
    auto parts =
        Collect("OutParts", good | MapTuple("Parts", [](const std::string& key, int n, bool more) {
                              return key + std::to_string(n + (more ? 10 : 0));
                            }));
    auto bad = Collect("OutBad", failed);
    return [=] {
      EXPECT_THAT(texts->values(), UnorderedElementsAre("a1", "b2", "a3"));
      EXPECT_THAT(repeated->values(), UnorderedElementsAre("a", "b", "b", "a", "a", "a"));
      EXPECT_THAT(kept->values(), UnorderedElementsAre(Pair{"a", 1}, Pair{"a", 3}));
      EXPECT_THAT(parts->values(), UnorderedElementsAre("a1", "a13"));
      ASSERT_EQ(bad->values().size(), 1U);
      EXPECT_EQ(bad->values()[0].element, (Pair{"b", 2}));
    };
  });
}

}  // namespace
}  // namespace beam::testing
