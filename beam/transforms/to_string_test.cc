#include "beam/transforms/to_string.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "beam/pipeline/create.h"
#include "beam/testing/collect.h"
#include "beam/transforms/testing/every_way.h"

namespace beam::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

enum class Mood { kGood, kVeryBad };

TEST(ToStringTest, WritesNumbersAsPythonDoes) {
  using internal::TextOf;
  EXPECT_EQ(TextOf(1.0), "1.0");
  EXPECT_EQ(TextOf(0.1), "0.1");
  EXPECT_EQ(TextOf(-0.0), "-0.0");
  EXPECT_EQ(TextOf(123456.0), "123456.0");
  EXPECT_EQ(TextOf(1e15), "1000000000000000.0");
  EXPECT_EQ(TextOf(1e16), "1e+16");
  EXPECT_EQ(TextOf(0.0001), "0.0001");
  EXPECT_EQ(TextOf(0.00001), "1e-05");
  EXPECT_EQ(TextOf(1.5e300), "1.5e+300");
  EXPECT_EQ(TextOf(std::numeric_limits<double>::denorm_min()), "5e-324");
  EXPECT_EQ(TextOf(std::numeric_limits<double>::quiet_NaN()), "nan");
  EXPECT_EQ(TextOf(-std::numeric_limits<double>::infinity()), "-inf");
  EXPECT_EQ(TextOf(0.1F), "0.1");
  EXPECT_EQ(TextOf(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(TextOf(Mood::kVeryBad), "very_bad");
}

TEST(ToStringTest, MakesTextOfElementsPairsAndRanges) {
  EveryWay([](Pipeline& p) {
    auto bools =
        Collect("Out1", p | Create("Bools", std::vector<Mood>{Mood::kGood}) | ToString::Elements());
    auto pairs = p | Create("Pairs", std::vector<KV<std::string, double>>{{"a", 1}, {"b", 0.5}});
    auto kvs = Collect("Out2", pairs | ToString::Kvs());
    auto tabs = Collect("Out3", pairs | ToString::Kvs("Tabs", "\t"));
    auto lists = p | Create("Lists", std::vector<std::vector<bool>>{{true, false}, {}, {true}});
    auto items = Collect("Out4", lists | ToString::Iterables());
    return [=] {
      EXPECT_THAT(bools->values(), ElementsAre("good"));
      EXPECT_THAT(kvs->values(), UnorderedElementsAre("a,1.0", "b,0.5"));
      EXPECT_THAT(tabs->values(), UnorderedElementsAre("a\t1.0", "b\t0.5"));
      EXPECT_THAT(items->values(), UnorderedElementsAre("true,false", "", "true"));
    };
  });
}

}  // namespace
}  // namespace beam::testing
