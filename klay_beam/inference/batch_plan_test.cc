#include "klay_beam/inference/batch_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "beam/base/error.h"

namespace klay::internal {
namespace {

using ::testing::Each;
using ::testing::Le;

/// What a made-up model takes for a batch.
constexpr double kFixed = 0.01;

/// Cuts `lengths`, the longest first, into batches until nothing is left, and tells the plan that
/// each took kFixed and `seconds_of_item` for each padded item.
std::vector<std::size_t> RunAll(BatchPlan& plan, std::vector<std::size_t> lengths,
                                double seconds_of_item) {
  std::vector<std::size_t> sizes;
  for (std::size_t begin = 0; begin < lengths.size();) {
    const std::size_t size = plan.NextBatch(std::span(lengths).subspan(begin));
    const auto items = static_cast<double>(size * lengths[begin]);
    plan.Record(size, lengths[begin], kFixed + items * seconds_of_item);
    sizes.push_back(size);
    begin += size;
  }
  return sizes;
}

TEST(BatchPlan, StartsWithTheLeast) {
  const BatchPlan plan({.min_batch_size = 3, .max_batch_size = 10}, "Test");
  EXPECT_EQ(plan.NextBatch(std::vector<std::size_t>(20, 5)), 3);
  EXPECT_EQ(plan.NextBatch(std::vector<std::size_t>(2, 5)), 2);
}

TEST(BatchPlan, GrowsToTheMostWhereElementsCostNextToNothing) {
  BatchPlan plan({.max_batch_size = 16}, "Test");
  const auto sizes = RunAll(plan, std::vector<std::size_t>(500, 8), 1e-9);
  EXPECT_THAT(sizes, Each(Le(16)));
  EXPECT_EQ(*std::ranges::max_element(sizes), 16);
  EXPECT_EQ(std::accumulate(sizes.begin(), sizes.end(), std::size_t{0}), 500);
}

TEST(BatchPlan, KeepsBatchesShorterThanTheyMayTake) {
  BatchPlan plan({.max_batch_size = 1000, .max_batch_seconds = 1}, "Test");
  RunAll(plan, std::vector<std::size_t>(400, 100), 1e-3);
  // An element takes 0.1 s, so ten make a second; sizes vary by a quarter.
  EXPECT_LE(plan.NextBatch(std::vector<std::size_t>(1000, 100)), 13);
}

TEST(BatchPlan, LearnsForEachRangeOfLengthsOnItsOwn) {
  BatchPlan plan({.max_batch_size = 1000, .max_batch_seconds = 1}, "Test");
  RunAll(plan, std::vector<std::size_t>(400, 100), 1e-3);
  EXPECT_EQ(plan.NextBatch(std::vector<std::size_t>(1000, 2)), 1);
}

TEST(BatchPlan, EndsABatchWhereTooMuchWouldBePadding) {
  BatchPlan plan({.min_batch_size = 8, .max_batch_size = 8, .max_padding = 0.2}, "Test");
  EXPECT_EQ(plan.NextBatch(std::vector<std::size_t>{100, 100, 100, 10, 10, 10, 10, 10}), 3);
  EXPECT_EQ(plan.NextBatch(std::vector<std::size_t>{100, 90, 80, 70, 60, 50, 40, 30}), 5);
  EXPECT_EQ(plan.NextBatch(std::vector<std::size_t>{100, 1}), 1);
}

TEST(BatchPlan, TakesElementsOfNoLength) {
  const BatchPlan plan({.min_batch_size = 4, .max_batch_size = 4}, "Test");
  EXPECT_EQ(plan.NextBatch(std::vector<std::size_t>{0, 0, 0, 0, 0}), 4);
}

TEST(BatchPlan, RefusesOptionsThatMakeNoSense) {
  EXPECT_THROW(BatchPlan({.min_batch_size = 0}, "Test"), beam::Error);
  EXPECT_THROW(BatchPlan({.min_batch_size = 5, .max_batch_size = 4}, "Test"), beam::Error);
  EXPECT_THROW(BatchPlan({.max_batch_seconds = 0}, "Test"), beam::Error);
  EXPECT_THROW(BatchPlan({.max_padding = 1}, "Test"), beam::Error);
  EXPECT_THROW(BatchPlan({.max_padding = -0.1}, "Test"), beam::Error);
}

}  // namespace
}  // namespace klay::internal
