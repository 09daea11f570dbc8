#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <numeric>
#include <random>

#include "beam/direct/direct_runner.h"
#include "beam/direct/shuffle_partition.h"
#include "beam/pipeline/combine.h"
#include "beam/testing/collect.h"
#include "beam/testing/temporary_folder.h"

namespace beam::direct {
namespace {

using Records = std::vector<std::pair<std::string, std::string>>;

std::string Encoded(std::uint64_t hash, const std::string& key, const std::string& value) {
  std::string bytes;
  exec::AppendRecord(bytes, hash, key, [&](std::string& out) { out += value; });
  return bytes;
}

Records Take(ShufflePartition& partition) {
  Records records;
  partition.TakeSorted(
      [&](const exec::ShuffleRecord& record) { records.emplace_back(record.key, record.value); },
      [] {});
  return records;
}

TEST(ShufflePartitionTest, BringsEqualKeysTogetherFromMemoryAndDisk) {
  const testing::TemporaryFolder folder;
  SpillFile file(folder.path(), 1 << 20, 1 << 20);
  ShuffleMemory memory(16 << 20);
  std::mt19937_64 random(1);
  Records added;
  ShufflePartition partition(memory);
  for (int i = 0; i < 20000; ++i) {
    // Few hashes for many keys: the order must not lean on hashes alone.
    const std::string key = "key" + std::to_string(random() % 3000);
    const std::string value(random() % 100, static_cast<char>('a' + i % 26));
    partition.Add(Encoded(random() % 2 == 0 ? key.size() : key.size() % 2, key, value));
    added.emplace_back(key, value);
    if (i % 6000 == 5999) partition.Spill(file);
  }
  EXPECT_GT(file.bytes_written(), 0U);
  EXPECT_EQ(memory.used, partition.bytes_in_memory());
  Records taken = Take(partition);
  EXPECT_EQ(memory.used, 0U);
  std::sort(taken.begin(), taken.end());
  std::sort(added.begin(), added.end());
  EXPECT_EQ(taken, added);
}

TEST(ShufflePartitionTest, KeepsRecordsSortedByHashThenKey) {
  const testing::TemporaryFolder folder;
  SpillFile file(folder.path(), 1 << 20, 1 << 20);
  ShuffleMemory memory(16 << 20);
  ShufflePartition partition(memory);
  partition.Add(Encoded(2, "b", "1"));
  partition.Add(Encoded(1, "z", "2"));
  partition.Spill(file);
  partition.Add(Encoded(2, "a", "3"));
  partition.Add(Encoded(1, "z", "4"));
  const Records taken = Take(partition);
  ASSERT_EQ(taken.size(), 4U);
  EXPECT_EQ(taken[0].first, "z");
  EXPECT_EQ(taken[1].first, "z");
  EXPECT_EQ(taken[2].first, "a");
  EXPECT_EQ(taken[3].first, "b");
}

TEST(ShufflePartitionTest, MergesMoreRunsThanAreOpenAtOnce) {
  const testing::TemporaryFolder folder;
  SpillFile file(folder.path(), 1 << 20, 1 << 20);
  ShuffleMemory memory(16 << 20);
  ShufflePartition partition(memory);
  Records added;
  for (int i = 0; i < 1000; ++i) {
    const std::string key = std::to_string(i * 7919 % 1000);
    partition.Add(Encoded(key.size(), key, "value"));
    added.emplace_back(key, "value");
    if (i % 2 == 0) partition.Spill(file);
  }
  int checks = 0;
  Records taken;
  partition.TakeSorted(
      [&](const exec::ShuffleRecord& record) { taken.emplace_back(record.key, record.value); },
      [&] { ++checks; });
  std::sort(added.begin(), added.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first.size(), a.first) < std::pair(b.first.size(), b.first);
  });
  EXPECT_EQ(taken, added);
  EXPECT_GT(checks, 4) << "a job cannot be stopped while runs are merged";
}

TEST(ShufflePartitionTest, SpillsAboutARunAtOnce) {
  const testing::TemporaryFolder folder;
  SpillFile file(folder.path(), 1 << 20, 1 << 20);
  ShuffleMemory memory(std::size_t{16} * 350000);
  ShufflePartition partition(memory);
  const std::string records = Encoded(1, "key", std::string(100000, 'x'));
  for (int i = 0; i < 10; ++i) partition.Add(records);
  partition.Spill(file);
  EXPECT_GE(memory.used, 6 * records.size());
  EXPECT_LT(memory.used, 7 * records.size());
  EXPECT_EQ(memory.spilling, 0U);
  EXPECT_EQ(Take(partition).size(), 10U);
  EXPECT_EQ(memory.used, 0U);
}

TEST(ShufflePartitionTest, CountsNoMemoryForWhatCouldNotBeSpilled) {
  SpillFile file("/no/such/folder", 1 << 20, 1 << 20);
  ShuffleMemory memory(16 << 20);
  ShufflePartition partition(memory);
  partition.Add(Encoded(1, "key", "value"));
  EXPECT_THROW(partition.Spill(file), Error);
  EXPECT_EQ(memory.used, 0U);
  EXPECT_EQ(memory.spilling, 0U);
}

TEST(ShuffleMemoryTest, SpillsWhatIsNotOnItsWayAlready) {
  ShuffleMemory memory(800);
  memory.used = 300;
  EXPECT_FALSE(memory.ShouldSpill());
  memory.used = 301;
  EXPECT_TRUE(memory.ShouldSpill());
  memory.spilling = 50;
  EXPECT_FALSE(memory.ShouldSpill());
  memory.used = 400;
  EXPECT_TRUE(memory.ShouldSpill());
}

TEST(ShuffleMemoryTest, LeavesRoomForWhatCannotBeSpilled) {
  ShuffleMemory memory(800);
  memory.used = memory.reading = 1000;
  EXPECT_FALSE(memory.ShouldSpill());
  memory.used = 1075;
  EXPECT_FALSE(memory.ShouldSpill()) << "pieces would be small";
  memory.used = 1076;
  EXPECT_TRUE(memory.ShouldSpill());
}

TEST(ShuffleMemoryTest, WaitsOnlyForThoseWhoSpill) {
  ShuffleMemory memory(800);
  memory.used = 1000;
  EXPECT_FALSE(memory.ShouldWait());
  memory.spilling = 1;
  EXPECT_TRUE(memory.ShouldWait());
  memory.used = 400;
  EXPECT_FALSE(memory.ShouldWait());
}

TEST(SpillFileTest, LeavesNoNameBehindWhileItIsInUse) {
  const testing::TemporaryFolder folder;
  SpillFile file(folder.path(), 1 << 20, 1 << 20);
  const auto chunk = file.Keep(std::string(100000, 'x'));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  EXPECT_LT(file.bytes_written(), 10000U) << "not compressed";
  EXPECT_EQ(chunk->Read(), std::string(100000, 'x'));
}

TEST(SpillFileTest, NamesAFolderThatIsNotThere) {
  SpillFile file("/no/such/folder", 1 << 20, 1 << 20);
  try {
    file.Keep("x");
    FAIL() << "wrote into a folder that is not there";
  } catch (const Error& error) {
    EXPECT_NE(error.message().find("/no/such/folder"), std::string::npos) << error.what();
  }
}

/// Files end after this many bytes while it lives, as on a disk that is full.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_ = {};
  void (*handler_)(int);
};

PipelineResult GroupManyNumbers(const DirectOptions& options, std::vector<std::string>& groups) {
  Pipeline p;
  auto sums = p | Create("Seeds", {0, 1, 2, 3}) |
              FlatMap("Numbers",
                      [](int seed) {
                        std::vector<KV<std::string, std::int64_t>> numbers;
                        for (std::int64_t i = 0; i < 20000; ++i) {
                          // One key has half of all values: more than a chunk of memory.
                          const std::int64_t key = i % 2 == 0 ? -1 : i % 500;
                          numbers.push_back({"key" + std::to_string(key), i * 4 + seed});
                        }
                        return numbers;
                      }) |
              GroupByKey() | Map("Sum", [](const KV<std::string, Iterable<std::int64_t>>& group) {
                std::int64_t sum = 0;
                for (const std::int64_t value : group.value) sum += value;
                std::int64_t again = 0;
                for (const std::int64_t value : group.value) again += value;
                return group.key + " " + std::to_string(group.value.size()) + " " +
                       std::to_string(sum) + (sum == again ? "" : " differs when read again");
              });
  auto out = testing::Collect("Out", sums);
  PipelineResult result = RunPipeline(p, options);
  groups = out->values();
  std::sort(groups.begin(), groups.end());
  return result;
}

TEST(SpillingTest, GroupsLargerThanMemoryAreTheSameAndCanBeReadTwice) {
  std::vector<std::string> expected;
  GroupManyNumbers({.direct_num_workers = 1}, expected);
  ASSERT_EQ(expected.size(), 251U);
  const testing::TemporaryFolder folder;
  for (const char* limit : {"1KB", "64KB", "1MB"}) {
    std::vector<std::string> groups;
    const PipelineResult result = GroupManyNumbers(
        {.direct_memory_limit = limit, .direct_temp_folder = folder.path()}, groups);
    EXPECT_EQ(result.state, JobState::kDone) << (result.error ? result.error->what() : "");
    EXPECT_EQ(groups, expected) << limit;
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(SpillingTest, TwoGroupByKeysInARowDoNotWaitForEachOther) {
  Pipeline p;
  std::vector<int> numbers(50000);
  std::iota(numbers.begin(), numbers.end(), 0);
  auto groups = p | Create("Numbers", numbers) |
                Map("Key",
                    [](int n) {
                      return KV<int, int>{n % 10, n};
                    }) |
                GroupByKey("First") |
                FlatMap("Apart",
                        [](const KV<int, Iterable<int>>& group) {
                          std::vector<KV<int, int>> apart;
                          for (const int n : group.value) apart.push_back({n % 7, n});
                          return apart;
                        }) |
                GroupByKey("Second") | Map("Size", [](const KV<int, Iterable<int>>& group) {
                  return static_cast<int>(group.value.size());
                });
  auto out = testing::Collect("Out", groups);
  const PipelineResult result =
      RunPipeline(p, {.direct_num_workers = 4, .direct_memory_limit = "256KB"});
  ASSERT_EQ(result.state, JobState::kDone);
  const std::vector<int> sizes = out->values();
  EXPECT_EQ(sizes.size(), 7U);
  EXPECT_EQ(std::accumulate(sizes.begin(), sizes.end(), 0), 50000);
}

TEST(SpillingTest, GroupsOnDiskOutliveTheRun) {
  std::shared_ptr<testing::Collected<KV<int, Iterable<int>>>> out;
  {
    Pipeline p;
    std::vector<int> numbers(1000);
    std::iota(numbers.begin(), numbers.end(), 0);
    out = testing::Collect("Out", p | Create("Numbers", numbers) | Map("Key", [](int n) {
                                    return KV<int, int>{0, n};
                                  }) | GroupByKey());
    ASSERT_EQ(RunPipeline(p, {.direct_memory_limit = "1KB"}).state, JobState::kDone);
  }
  ASSERT_EQ(out->values().size(), 1U);
  const Iterable<int>& group = out->values()[0].value;
  EXPECT_EQ(group.size(), 1000U);
  EXPECT_EQ(std::accumulate(group.begin(), group.end(), 0), 999 * 1000 / 2);
}

TEST(SpillingTest, AFullDiskFailsTheJobAndNamesTheFolder) {
  const testing::TemporaryFolder folder;
  std::vector<std::string> groups;
  PipelineResult result;
  {
    const FullDisk full(64 << 10);
    result = GroupManyNumbers({.direct_memory_limit = "64KB", .direct_temp_folder = folder.path()},
                              groups);
  }
  EXPECT_EQ(result.state, JobState::kFailed);
  ASSERT_TRUE(result.error.has_value());
  EXPECT_NE(result.error->message().find(folder.path()), std::string::npos) << result.error->what();
  EXPECT_TRUE(groups.empty());
}

}  // namespace
}  // namespace beam::direct
