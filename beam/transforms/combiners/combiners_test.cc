#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/testing/collect.h"
#include "beam/transforms/combiners/count.h"
#include "beam/transforms/combiners/mean.h"
#include "beam/transforms/combiners/sum.h"
#include "beam/transforms/combiners/top.h"
#include "beam/transforms/testing/every_way.h"

namespace beam::testing {
namespace {

using ::testing::ElementsAre;
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
