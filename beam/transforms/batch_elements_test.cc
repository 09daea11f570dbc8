#include "beam/transforms/batch_elements.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "beam/pipeline/create.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/testing/collect.h"
#include "beam/transforms/testing/every_way.h"

namespace beam::testing {
namespace {

using internal::BatchSizeEstimator;
using ::testing::HasSubstr;

/// The batch sizes that the estimator settles on when a batch costs `fixed` + size * `each`.
std::vector<std::size_t> Sizes(const BatchOptions& options, double fixed, double each) {
  BatchSizeEstimator estimator(options, "Test");
  std::vector<std::size_t> sizes;
  for (int i = 0; i < 300; ++i) {
    sizes.push_back(estimator.NextBatchSize());
    estimator.Record(sizes.back(), fixed + each * static_cast<double>(sizes.back()));
  }
  return sizes;
}

TEST(BatchSizeEstimatorTest, BeginsWithTheLeastAndAtMostDoubles) {
  const auto sizes = Sizes({}, 1, 1e-9);
  EXPECT_EQ(sizes[0], 1U);
  for (std::size_t i = 1; i < sizes.size(); ++i) EXPECT_LE(sizes[i], 2 * sizes[i - 1]);
  EXPECT_EQ(*std::max_element(sizes.begin(), sizes.end()), 10000U);
}

TEST(BatchSizeEstimatorTest, AimsAtTheOverhead) {
  // 0.1 / (0.1 + 0.001 n) = 0.05 at n = 1900.
  const auto sizes = Sizes({.variance = 0}, 0.1, 0.001);
  EXPECT_NEAR(static_cast<double>(sizes.back()), 1900, 19);
}

TEST(BatchSizeEstimatorTest, AimsAtTheDuration) {
  const auto sizes = Sizes({.target_batch_duration_secs = 2, .variance = 0}, 10, 0.01);
  EXPECT_NEAR(static_cast<double>(sizes.back()), 200, 2);
}

TEST(BatchSizeEstimatorTest, VariesAroundTheBest) {
  const auto sizes = Sizes({.variance = 0.25}, 0.1, 0.001);
  const auto [least, greatest] = std::minmax_element(sizes.end() - 100, sizes.end());
  EXPECT_NEAR(static_cast<double>(*least), 1900 * 0.75, 100);
  EXPECT_NEAR(static_cast<double>(*greatest), 1900 * 1.25, 100);
}

TEST(BatchSizeEstimatorTest, StaysWithinItsBoundsWhateverItIsTold) {
  for (const double seconds : {0.0, -1.0, 1e-12, 1e9}) {
    BatchSizeEstimator estimator({.min_batch_size = 3, .max_batch_size = 50}, "Test");
    for (int i = 0; i < 200; ++i) {
      const std::size_t size = estimator.NextBatchSize();
      ASSERT_GE(size, 3U);
      ASSERT_LE(size, 50U);
      estimator.Record(size, i % 3 == 0 ? seconds : 0.001);
    }
  }
}

TEST(BatchElementsTest, HasEveryElementOnceInBatchesOfTheSizeThatIsAskedFor) {
  EveryWay([](Pipeline& p) {
    std::vector<int> numbers(1000);
    for (int i = 0; i < 1000; ++i) numbers[static_cast<std::size_t>(i)] = i;
    auto batches = p | Create("Numbers", numbers) |
                   BatchElements("Batch", {.min_batch_size = 7, .max_batch_size = 7});
    auto sizes = Collect(
        "Sizes", batches | Map("Size", [](const std::vector<int>& batch) { return batch.size(); }));
    auto out = Collect(
        "Out", batches | FlatMap("Each", [](const std::vector<int>& batch) { return batch; }));
    return [=] {
      std::vector<int> all = out->values();
      std::sort(all.begin(), all.end());
      EXPECT_EQ(all, numbers);
      for (const std::size_t size : sizes->values()) EXPECT_TRUE(size >= 1 && size <= 7);
    };
  });
}

struct ShowFn {
  void Process(const Element<std::vector<int>>& batch, Emitter<std::string>& out) const {
    const Window window = batch.windows.all()[0];
    EXPECT_EQ(batch.windows.all().size(), 1U);
    EXPECT_EQ(batch.timestamp, window.MaxTimestamp());
    for (const int n : batch.value) {
      out(std::to_string(n) + " [" + std::to_string(window.start.micros / 1000000));
    }
  }
};

TEST(BatchElementsTest, ABatchIsOfOneWindowHoweverManyThereAre) {
  EveryWay([](Pipeline& p) {
    std::vector<int> numbers;
    std::vector<std::string> expected;
    for (int i = 0; i < 300; ++i) {
      numbers.push_back(i * 61 % 300);
      for (const int start : {i / 10 * 10, i / 10 * 10 - 10}) {
        expected.push_back(std::to_string(i) + " [" + std::to_string(start));
      }
    }
    auto out =
        Collect("Out", p | Create("Numbers", numbers) |
                           WithTimestamps("At", [](int n) { return Timestamp{} + Seconds(n); }) |
                           WindowInto("Sliding", SlidingWindows(Seconds(20), Seconds(10))) |
                           BatchElements() | ParDo("Show", ShowFn()));
    return [=] { EXPECT_THAT(out->values(), ::testing::UnorderedElementsAreArray(expected)); };
  });
}

TEST(BatchElementsTest, RefusesOptionsThatMakeNoSense) {
  for (const BatchOptions& options :
       {BatchOptions{.min_batch_size = 5, .max_batch_size = 4}, BatchOptions{.min_batch_size = 0},
        BatchOptions{.target_batch_overhead = 0}, BatchOptions{.target_batch_overhead = 1.5},
        BatchOptions{.target_batch_duration_secs = 0}, BatchOptions{.variance = -1}}) {
    EXPECT_THAT(
        RefusalOf([&](Pipeline& p) { p | Create("One", {1}) | BatchElements("Batch", options); }),
        HasSubstr("\"Batch\", found {min_batch_size: "));
  }
}

}  // namespace
}  // namespace beam::testing
