#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <random>

#include "beam/direct/shuffle/shuffle_partition.h"
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
  exec::SpillFile file(folder.path(), 1 << 20, 1 << 20);
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
  exec::SpillFile file(folder.path(), 1 << 20, 1 << 20);
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
  exec::SpillFile file(folder.path(), 1 << 20, 1 << 20);
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
  exec::SpillFile file(folder.path(), 1 << 20, 1 << 20);
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
  exec::SpillFile file("/no/such/folder", 1 << 20, 1 << 20);
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

}  // namespace
}  // namespace beam::direct
