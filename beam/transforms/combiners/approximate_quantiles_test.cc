#include "beam/transforms/combiners/approximate_quantiles.h"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "beam/testing/collect.h"
#include "beam/transforms/testing/every_way.h"

namespace beam::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

TEST(ApproximateQuantilesTest, AreExactForInputsThatFitIntoTheBuffers) {
  EveryWay([](Pipeline& p) {
    std::vector<int> numbers;
    std::vector<KV<bool, int>> pairs;
    for (int i = 0; i <= 100; ++i) {
      numbers.push_back(i * 37 % 101);
      pairs.push_back({i % 2 == 0, i});
    }
    auto all = p | Create("Numbers", numbers);
    auto quartiles = Collect("Out1", all | ApproximateQuantiles::Globally("Quartiles", {5}));
    auto ends = Collect("Out2", all | ApproximateQuantiles::Globally("Ends", {2}));
    auto down =
        Collect("Out3", all | ApproximateQuantiles::Globally("Down", {5}, std::greater<>()));
    auto one =
        Collect("Out4", p | Create("One", {9}) | ApproximateQuantiles::Globally("OfOne", {4}));
    auto none = Collect("Out5", p | Create("None", std::vector<int>()) |
                                    ApproximateQuantiles::Globally("OfNone", {4}));
    auto per_key =
        Collect("Out6", p | Create("Pairs", pairs) | ApproximateQuantiles::PerKey("Medians", {3}));
    return [=] {
      EXPECT_THAT(quartiles->values(), ElementsAre(ElementsAre(0, 25, 50, 75, 100)));
      EXPECT_THAT(ends->values(), ElementsAre(ElementsAre(0, 100)));
      EXPECT_THAT(down->values(), ElementsAre(ElementsAre(100, 75, 50, 25, 0)));
      EXPECT_THAT(one->values(), ElementsAre(ElementsAre(9, 9, 9, 9)));
      EXPECT_THAT(none->values(), ElementsAre(ElementsAre()));
      using Medians = KV<bool, std::vector<int>>;
      EXPECT_THAT(per_key->values(),
                  UnorderedElementsAre(Medians{true, {0, 50, 100}}, Medians{false, {1, 49, 99}}));
    };
  });
}

/// The greatest distance of a quantile from where it should be, as a part of the input.
double GreatestError(const std::vector<double>& quantiles, std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto size = static_cast<double>(values.size());
  double greatest = 0;
  for (std::size_t i = 0; i < quantiles.size(); ++i) {
    const double rank =
        (size - 1) * static_cast<double>(i) / (static_cast<double>(quantiles.size()) - 1);
    const auto [low, high] = std::equal_range(values.begin(), values.end(), quantiles[i]);
    EXPECT_NE(low, high) << "a quantile that is none of the values";
    const auto first = static_cast<double>(low - values.begin());
    const auto last = static_cast<double>(high - values.begin()) - 1;
    greatest = std::max({greatest, first - rank, rank - last});
  }
  return greatest / size;
}

TEST(ApproximateQuantilesTest, StayWithinEpsilonHoweverTheInputIsDivided) {
  for (const double epsilon : {0.1, 0.01}) {
    const QuantilesAccuracy accuracy{
        .num_quantiles = 21, .epsilon = epsilon, .max_input_size = 200000};
    const ApproximateQuantilesFn<double, NaturalOrder> fn{
        accuracy.num_quantiles, internal::BuffersFor(accuracy, "Test"), NaturalOrder()};
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
      std::mt19937_64 random(seed);
      std::vector<double> values(100000);
      for (std::size_t i = 0; i < values.size(); ++i) {
        // Random, with many ties, rising and falling.
        const auto at = static_cast<double>(i);
        const auto draw = static_cast<double>(random() >> 11) * 0x1p-53;
        values[i] = seed % 4 == 0   ? draw
                    : seed % 4 == 1 ? std::floor(draw * 30)
                    : seed % 4 == 2 ? at
                                    : -at;
      }
      const std::size_t parts = std::vector<std::size_t>{1, 7, 1000}[seed / 4];
      std::vector<decltype(fn)::Accumulator> accumulators(parts);
      for (std::size_t i = 0; i < values.size(); ++i) {
        fn.AddInput(accumulators[i * parts / values.size()], values[i]);
      }
      auto all = fn.CreateAccumulator();
      for (const auto& accumulator : accumulators) {
        const auto decoded = Decode<decltype(fn)::Accumulator>(Encode(accumulator));
        fn.MergeAccumulators(all, decoded);
      }
      EXPECT_LT(GreatestError(fn.ExtractOutput(all), values), epsilon)
          << "seed " << seed << ", epsilon " << epsilon;
      EXPECT_LT(Encode(all).size(), values.size());
    }
  }
}

TEST(ApproximateQuantilesTest, ChoosesTheBuffersOfThePaper) {
  // As Beam's own tests have them.
  const auto small = internal::BuffersFor({5, 0.1, 100000}, "");
  EXPECT_EQ(std::pair(small.count, small.size), std::pair(std::size_t{11}, std::size_t{98}));
  const auto large = internal::BuffersFor({5, 0.01, 1000000}, "");
  EXPECT_EQ(std::pair(large.count, large.size), std::pair(std::size_t{11}, std::size_t{977}));
  EXPECT_THROW(internal::BuffersFor({.num_quantiles = 1}, "One"), Error);
  EXPECT_THROW(internal::BuffersFor({.num_quantiles = 5, .epsilon = -1}, "Minus"), Error);
  EXPECT_THROW(internal::BuffersFor({.num_quantiles = 5, .epsilon = NAN}, "Nan"), Error);
  EXPECT_THAT(RefusalOf([](Pipeline&) { ApproximateQuantiles::Globally("None", {0}); }),
              HasSubstr("\"None\", found {num_quantiles: 0"));
}

}  // namespace
}  // namespace beam::testing
