// What becomes of the temporary file: larger than memory, on a full disk, damaged, killed.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <numeric>

#include "beam/direct/direct_runner.h"
#include "beam/exec/spill_file.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/group_by_key.h"
#include "beam/pipeline/map.h"
#include "beam/testing/collect.h"
#include "beam/testing/temporary_folder.h"

namespace beam::direct {
namespace {

TEST(SpillFileTest, LeavesNoNameBehindWhileItIsInUse) {
  const testing::TemporaryFolder folder;
  exec::SpillFile file(folder.path(), 1 << 20, 1 << 20);
  const auto chunk = file.Keep(std::string(100000, 'x'));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  EXPECT_LT(file.bytes_written(), 10000U) << "not compressed";
  EXPECT_EQ(chunk->Read(), std::string(100000, 'x'));
}

TEST(SpillFileTest, NamesAFolderThatIsNotThere) {
  exec::SpillFile file("/no/such/folder", 1 << 20, 1 << 20);
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

/// A file without a name in `folder` that process `pid` has open, as a path that opens it; empty
/// when it has none.
std::filesystem::path OpenFileWithoutName(const std::string& pid, const std::string& folder) {
  std::error_code gone;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/" + pid + "/fd", gone)) {
    const std::string target = std::filesystem::read_symlink(entry, gone).string();
    if (target.starts_with(folder + "/") && target.ends_with(" (deleted)")) return entry;
  }
  return {};
}

TEST(SpillFileTest, ABlockThatIsNotWhatWasWrittenIsDataLoss) {
  const testing::TemporaryFolder folder;
  exec::SpillFile file(folder.path(), 1 << 20, 1 << 20);
  std::string text;
  for (int i = 0; i < 1000; ++i) text += std::to_string(i * i);
  const auto block = file.Keep(text);
  ASSERT_EQ(block->Read(), text);
  const int opened = open(OpenFileWithoutName("self", folder.path()).c_str(), O_RDWR);
  ASSERT_GE(opened, 0);
  for (off_t at = 0; at < static_cast<off_t>(file.bytes_written()); at += 7) {
    char byte = 0;
    ASSERT_EQ(pread(opened, &byte, 1, at), 1);
    const char other = static_cast<char>(byte ^ 4);
    ASSERT_EQ(pwrite(opened, &other, 1, at), 1);
    try {
      EXPECT_NE(block->Read(), text) << "byte " << at << " is of no use";
      ADD_FAILURE() << "byte " << at << " was changed and nobody saw it";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kDataLoss);
      EXPECT_THAT(error.message(), ::testing::HasSubstr("temporary file"));
    }
    ASSERT_EQ(pwrite(opened, &byte, 1, at), 1);
  }
  EXPECT_EQ(block->Read(), text);
  ASSERT_EQ(ftruncate(opened, 10), 0);
  EXPECT_THROW(block->Read(), Error);
  close(opened);
}

/// What a process that is to be killed does: spills into `folder`, says so, and never ends.
[[noreturn]] void SpillForever(const std::string& folder, int said) {
  Pipeline p;
  p | Create("Seeds", {0, 1}) |
      FlatMap("Numbers",
              [](int seed) {
                std::vector<KV<std::int64_t, std::string>> numbers;
                for (std::int64_t i = 0; i < 20000; ++i) {
                  numbers.push_back({i % 500, std::string(50, 'a')});
                }
                numbers[0].value += std::to_string(seed);
                return numbers;
              }) |
      GroupByKey() | Map("Wait", [said](const KV<std::int64_t, Iterable<std::string>>&) {
        if (write(said, "x", 1) == 1) pause();
        return 0;
      });
  RunPipeline(p, {.direct_memory_limit = "64KB", .direct_temp_folder = folder});
  _exit(1);
}

TEST(SpillingTest, NothingIsLeftOfAProcessThatIsKilled) {
  const testing::TemporaryFolder folder;
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  if (child == 0) SpillForever(folder.path(), pipe_ends[1]);
  ASSERT_GT(child, 0);
  close(pipe_ends[1]);
  char said = 0;
  EXPECT_EQ(read(pipe_ends[0], &said, 1), 1);
  // It had something on disk at that moment.
  const auto spilled = OpenFileWithoutName(std::to_string(child), folder.path());
  EXPECT_FALSE(spilled.empty());
  std::error_code error;
  EXPECT_GT(std::filesystem::file_size(spilled, error), 10000U) << error.message();
  kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  close(pipe_ends[0]);
}

}  // namespace
}  // namespace beam::direct
