#include "beam/transforms/combiners/sample.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/testing/collect.h"
#include "beam/transforms/testing/every_way.h"

namespace beam::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::vector<std::int64_t> Numbers(std::int64_t count) {
  std::vector<std::int64_t> numbers;
  for (std::int64_t i = 0; i < count; ++i) numbers.push_back(i);
  return numbers;
}

TEST(SampleTest, IsTheSameHoweverThePipelineRuns) {
  std::set<std::vector<std::int64_t>> samples;
  std::set<std::multiset<std::int64_t>> any_samples;
  EveryWay([&](Pipeline& p) {
    std::vector<std::int64_t> numbers = Numbers(500);
    for (int i = 0; i < 500; ++i) numbers.push_back(7);
    auto all = p | Create("Numbers", numbers);
    auto sample = Collect("Out", all | Sample::FixedSizeGlobally("Some", 40));
    auto any = Collect("AnyOut", all | Sample::Any("Any", 10));
    return [=, &samples, &any_samples] {
      ASSERT_EQ(sample->values().size(), 1U);
      EXPECT_EQ(sample->values()[0].size(), 40U);
      samples.insert(sample->values()[0]);
      EXPECT_EQ(any->values().size(), 10U);
      any_samples.insert({any->values().begin(), any->values().end()});
    };
  });
  EXPECT_EQ(samples.size(), 1U);
  EXPECT_EQ(any_samples.size(), 1U);
}

TEST(SampleTest, AnotherSeedGivesAnotherSample) {
  std::set<std::vector<std::int64_t>> samples;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    Pipeline p;
    auto sample = Collect(
        "Out", p | Create("Numbers", Numbers(300)) | Sample::FixedSizeGlobally("Some", 10, seed));
    direct::RunPipeline(p);
    samples.insert(sample->values().at(0));
  }
  EXPECT_EQ(samples.size(), 5U);
}

TEST(SampleTest, TakesAllOfFewAndNoneOfNone) {
  EveryWay([](Pipeline& p) {
    auto few = p | Create("Few", {3, 1, 3});
    auto none = p | Create("None", std::vector<int>());
    auto all = Collect("All", few | Sample::FixedSizeGlobally("OfFew", 5));
    auto empty = Collect("Empty", none | Sample::FixedSizeGlobally("OfNone", 5));
    auto zero = Collect("Zero", few | Sample::FixedSizeGlobally("Nothing", 0));
    auto any = Collect("Any", few | Sample::Any("AnyOfFew", 5));
    auto any_of_none = Collect("AnyNone", none | Sample::Any("AnyOfNone", 5));
    return [=] {
      ASSERT_EQ(all->values().size(), 1U);
      EXPECT_THAT(all->values()[0], UnorderedElementsAre(1, 3, 3));
      EXPECT_THAT(empty->values(), ElementsAre(IsEmpty()));
      EXPECT_THAT(zero->values(), ElementsAre(IsEmpty()));
      EXPECT_THAT(any->values(), UnorderedElementsAre(1, 3, 3));
      EXPECT_THAT(any_of_none->values(), IsEmpty());
    };
  });
}

TEST(SampleTest, EachKeyAndWindowHasItsOwn) {
  EveryWay([](Pipeline& p) {
    std::vector<KV<bool, std::int64_t>> pairs;
    for (const std::int64_t n : Numbers(100)) pairs.push_back({n % 2 == 1, n});
    auto windowed = p | Create("Pairs", pairs) |
                    WithTimestamps("At",
                                   [](const KV<bool, std::int64_t>& pair) {
                                     return Timestamp{} + Seconds(pair.value);
                                   }) |
                    WindowInto("Fifties", FixedWindows(Seconds(50)));
    auto per_key = Collect("PerKey", windowed | Sample::FixedSizePerKey("Some", 5));
    auto all = Collect("All", windowed | Sample::FixedSizeGlobally("Few", 7));
    return [=] {
      EXPECT_EQ(per_key->values().size(), 4U);
      for (const auto& sample : per_key->values()) {
        EXPECT_EQ(sample.value.size(), 5U);
        for (const std::int64_t n : sample.value) {
          EXPECT_EQ(n % 2 == 1, sample.key);
          EXPECT_EQ(n / 50, sample.value[0] / 50);
        }
      }
      ASSERT_EQ(all->values().size(), 2U);
      EXPECT_EQ(all->values()[0].size(), 7U);
    };
  });
}

/// A sample of two of {0 .. 8, and 9 eleven times}, for some seeds.
TEST(SampleTest, EachElementIsAsLikely) {
  constexpr int kSeeds = 20000;
  std::map<std::int64_t, int> taken;
  int both = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const internal::SampleFn<std::int64_t> fn{2, seed};
    auto left = fn.CreateAccumulator();
    auto right = fn.CreateAccumulator();
    for (std::int64_t n = 0; n < 10; ++n) {
      fn.AddInput(n % 2 == 0 ? left : right, {n, n == 9 ? 11 : 1});
    }
    fn.MergeAccumulators(left, right);
    const std::vector<std::int64_t> sample = fn.ExtractOutput(left);
    ASSERT_EQ(sample.size(), 2U);
    for (const std::int64_t n : sample) ++taken[n];
    both += sample[0] == 9 && sample[1] == 9 ? 1 : 0;
  }
  // Of 20 elements two are taken: each with a probability of 1/10. Six standard deviations.
  for (std::int64_t n = 0; n < 9; ++n) EXPECT_NEAR(taken[n], kSeeds * 0.1, 255) << n;
  EXPECT_NEAR(taken[9], kSeeds * 1.1, 600);
  EXPECT_NEAR(both, kSeeds * 11.0 / 20 * 10 / 19, 420);
}

TEST(SampleRanksTest, TheLeastOfManyCopiesIsSmall) {
  double sum = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    internal::SampleRanks ranks(internal::MixBits(seed), 1000000000);
    const double first = ranks.Next();
    EXPECT_GT(ranks.Next(), first);
    sum += first;
  }
  EXPECT_NEAR(sum / 1000 * 1e9, 1, 0.2);  // The mean of the least is 1 / copies.
  internal::SampleRanks one(5, 1);
  one.Next();
  EXPECT_FALSE(one.has_next());
}

}  // namespace
}  // namespace beam::testing
