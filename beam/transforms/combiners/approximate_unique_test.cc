#include "beam/transforms/combiners/approximate_unique.h"

#include <gmock/gmock.h>

#include <cmath>
#include <set>

#include "beam/testing/collect.h"
#include "beam/transforms/testing/every_way.h"

namespace beam::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

TEST(ApproximateUniqueTest, IsExactForFewerThanTheSampleSize) {
  EveryWay([](Pipeline& p) {
    std::vector<KV<bool, int>> pairs;
    for (int i = 0; i < 900; ++i) pairs.push_back({i % 3 == 0, i % 30});
    auto all = p | Create("Pairs", pairs);
    auto distinct = Collect("Distinct", all | ApproximateUnique::Globally("Globally", 31));
    auto none = Collect("OutNone", p | Create("None", std::vector<int>()) |
                                       ApproximateUnique::Globally("OfNone", 0.5));
    auto per_key = Collect("OutPerKey", all | ApproximateUnique::PerKey("PerKey", 0.3));
    return [=] {
      EXPECT_THAT(distinct->values(), ElementsAre(30));
      EXPECT_THAT(none->values(), ElementsAre(0));
      using Unique = KV<bool, std::int64_t>;
      EXPECT_THAT(per_key->values(), UnorderedElementsAre(Unique{true, 10}, Unique{false, 20}));
    };
  });
}

TEST(ApproximateUniqueTest, TheEstimateIsTheSameHoweverThePipelineRuns) {
  std::set<std::int64_t> estimates;
  EveryWay([&](Pipeline& p) {
    std::vector<int> numbers;
    for (int i = 0; i < 4000; ++i) numbers.push_back(i % 2500);
    auto out = Collect(
        "Out", p | Create("Numbers", numbers) | ApproximateUnique::Globally("Distinct", 100));
    return [=, &estimates] { estimates.insert(out->values().at(0)); };
  });
  EXPECT_EQ(estimates.size(), 1U);
  EXPECT_NEAR(*estimates.begin(), 2500, 2500 * 0.2);
}

TEST(ApproximateUniqueTest, TheErrorIsAsPromised) {
  constexpr int kTrials = 200;
  for (const std::size_t sample_size : {16U, 100U, 1600U}) {
    double squares = 0;
    double bias = 0;
    for (std::int64_t trial = 0; trial < kTrials; ++trial) {
      const ApproximateUniqueFn<std::int64_t> fn{sample_size};
      auto left = fn.CreateAccumulator();
      auto right = fn.CreateAccumulator();
      constexpr std::int64_t kDistinct = 20000;
      for (std::int64_t i = 0; i < kDistinct; ++i) {
        fn.AddInput(i % 3 == 0 ? left : right, trial * kDistinct + i);
        if (i % 7 == 0) fn.AddInput(left, trial * kDistinct + i);
      }
      fn.MergeAccumulators(left, right);
      const double error = static_cast<double>(fn.ExtractOutput(left)) / kDistinct - 1;
      squares += error * error;
      bias += error;
    }
    const double expected = 1 / std::sqrt(sample_size);
    EXPECT_LT(std::sqrt(squares / kTrials), 1.3 * expected) << sample_size;
    EXPECT_GT(std::sqrt(squares / kTrials), 0.7 * expected) << sample_size;
    EXPECT_LT(std::abs(bias / kTrials), 0.5 * expected) << sample_size;
  }
}

TEST(ApproximateUniqueTest, AsksForASensibleSample) {
  EXPECT_THROW(ApproximateUnique::Globally("Few", 15), Error);
  EXPECT_THROW(ApproximateUnique::PerKey("Few", -1), Error);
  EXPECT_THROW(ApproximateUnique::PerKey("Exact", 0.001), Error);
  EXPECT_THROW(ApproximateUnique::Globally("Never", NAN), Error);
  EXPECT_THAT(RefusalOf([](Pipeline&) { ApproximateUnique::Globally("Wild", 0.6); }),
              HasSubstr("from 0.01 to 0.5: \"Wild\", found 0.6"));
}

}  // namespace
}  // namespace beam::testing
