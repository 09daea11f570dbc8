#include "beam/transforms/group_into_batches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "beam/pipeline/create.h"
#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/testing/passert.h"
#include "beam/testing/test_pipeline.h"

namespace beam {
namespace {

using testing::PAssert;
using testing::RunEveryWay;
using Pair = KV<std::string, int>;
using Batch = KV<std::string, std::vector<int>>;

/// `count` pairs of a key, numbered.
std::vector<Pair> Pairs(const std::string& key, int count) {
  std::vector<Pair> pairs;
  for (int i = 0; i < count; ++i) pairs.push_back({key, i});
  return pairs;
}

/// "KEY: SIZES" and whether every number is there once.
std::string Summary(const std::vector<Batch>& batches, const std::string& key) {
  std::vector<int> values;
  std::vector<std::size_t> sizes;
  for (const Batch& batch : batches) {
    if (batch.key != key) continue;
    sizes.push_back(batch.value.size());
    values.insert(values.end(), batch.value.begin(), batch.value.end());
  }
  std::sort(sizes.rbegin(), sizes.rend());
  std::sort(values.begin(), values.end());
  std::vector<int> all(values.size());
  std::iota(all.begin(), all.end(), 0);
  return key + ": " + Describe(sizes) + (values == all ? "" : " but others");
}

TEST(GroupIntoBatches, FillsEachBatchButTheLast) {
  RunEveryWay([](Pipeline& p) {
    std::vector<Pair> pairs = Pairs("a", 10);
    for (const Pair& pair : Pairs("b", 3)) pairs.push_back(pair);
    auto batches = p | Create("Pairs", pairs) | GroupIntoBatches("Batch", {.batch_size = 4});
    PAssert(batches).Satisfies([](const std::vector<Batch>& all) {
      EXPECT_EQ(Summary(all, "a"), "a: [4, 4, 2]");
      EXPECT_EQ(Summary(all, "b"), "b: [3]");
    });
  });
}

TEST(GroupIntoBatches, GoesByBytes) {
  RunEveryWay([](Pipeline& p) {
    auto batches = p | Create("Pairs", Pairs("a", 10)) |
                   GroupIntoBatches("Batch", {.batch_size = 100,
                                              .batch_size_bytes = 3 * sizeof(int),
                                              .max_buffering_duration = Seconds(1)});
    PAssert(batches).Satisfies(
        [](const std::vector<Batch>& all) { EXPECT_EQ(Summary(all, "a"), "a: [3, 3, 3, 1]"); });
  });
}

TEST(GroupIntoBatches, BatchesAreOfOneWindow) {
  RunEveryWay([](Pipeline& p) {
    auto batches =
        p | Create("Pairs", Pairs("a", 25)) |
        WithTimestamps("At", [](const Pair& e) { return Timestamp{} + Seconds(e.value); }) |
        WindowInto("Tens", FixedWindows(Seconds(10))) |
        GroupIntoBatches("Batch", {.batch_size = 8});
    PAssert(batches).Satisfies(
        [](const std::vector<Batch>& all) { EXPECT_EQ(Summary(all, "a"), "a: [8, 8, 5, 2, 2]"); });
  });
}

TEST(GroupIntoBatches, ShardsOfAKeyKeepItsValues) {
  RunEveryWay([](Pipeline& p) {
    auto batches = p | Create("Pairs", Pairs("a", 100)) |
                   GroupIntoBatches("Batch", {.batch_size = 7}).WithShardedKey();
    PAssert(batches).Satisfies(
        [](const std::vector<KV<ShardedKey<std::string>, std::vector<int>>>& all) {
          std::size_t values = 0;
          for (const auto& batch : all) {
            EXPECT_EQ(batch.key.key, "a");
            EXPECT_LE(batch.value.size(), 7U);
            values += batch.value.size();
          }
          EXPECT_EQ(values, 100U);
        });
  });
}

TEST(GroupIntoBatches, RefusesSizesThatMakeNoSense) {
  EXPECT_THROW(GroupIntoBatches("Batch", {}), Error);
  EXPECT_THROW(GroupIntoBatches("Batch", {.batch_size = 0}), Error);
  EXPECT_THROW(GroupIntoBatches("Batch", {.batch_size = 5, .batch_size_bytes = -1}), Error);
  EXPECT_THROW(GroupIntoBatches("Batch", {.max_buffering_duration = Seconds(1)}), Error);
}

}  // namespace
}  // namespace beam
