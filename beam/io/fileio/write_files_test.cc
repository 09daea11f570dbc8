#include "beam/io/fileio/write_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <set>

#include "beam/direct/direct_runner.h"
#include "beam/io/whole_file.h"
#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/testing/as_nobody.h"
#include "beam/testing/collect.h"
#include "beam/testing/temporary_folder.h"

namespace beam::io {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TemporaryFolder;
using ::testing::UnorderedElementsAre;

/// Numbers as text, with a mark at either end; may fail.
struct NumberSink {
  std::set<int> failing_files = {};  ///< The numbers, from 1, of the files that fail at their end.
  std::shared_ptr<std::atomic<int>> num_files = std::make_shared<std::atomic<int>>(0);
  ErrorCode code = ErrorCode::kUnavailable;
  FileWriter* file = nullptr;
  int sum = 0;

  void Open(FileWriter& of_file) {
    file = &of_file;
    file->Append("<");
  }
  void Write(const int& number) {
    sum += number;
    file->Append(std::to_string(number) + ",");
  }
  void Flush() {
    if (failing_files.contains(++*num_files)) throw Error(code, "no luck");
    file->Append("=" + std::to_string(sum) + ">");
  }
};

class WriteFilesTest : public ::testing::Test {
 protected:
  std::string PathOf(const std::string& name) { return folder_.path() + "/" + name; }

  /// Runs a pipeline that writes `numbers`, and what follows a run.
  PipelineResult Run(const std::vector<int>& numbers, const OutputFiles& files,
                     const NumberSink& sink, int num_workers = 2) {
    Pipeline p;
    auto names =
        p | Create("Numbers", numbers) | WriteFiles<int, NumberSink>(PathOf("out"), files, sink);
    auto collected = testing::Collect("Names", names);
    PipelineResult result = direct::RunPipeline(p, {.direct_num_workers = num_workers});
    for (const auto& hook : p.finish_hooks()) hook(result);
    names_ = collected->values();
    return result;
  }

  /// The folder's files, temporaries included.
  std::vector<std::string> Files() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_.path())) {
      names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
  }

  TemporaryFolder folder_;
  std::vector<std::string> names_;
};

TEST_F(WriteFilesTest, EachFileHasASinkOfItsOwn) {
  EXPECT_EQ(Run({5, 5, 5, 5}, {.num_shards = 2}, {}, /*num_workers=*/1).state, JobState::kDone);
  EXPECT_EQ(ReadFile(PathOf("out-00000-of-00002")), "<5,5,=10>");
  EXPECT_EQ(ReadFile(PathOf("out-00001-of-00002")), "<5,5,=10>");
}

TEST_F(WriteFilesTest, AnAttemptThatFailsLeavesNothingTwice) {
  const NumberSink sink{.failing_files = {1, 2, 4}};
  const PipelineResult result = Run({1, 2, 3, 4}, {.num_shards = 2}, sink);
  EXPECT_EQ(result.state, JobState::kDone);
  EXPECT_THAT(names_,
              UnorderedElementsAre(PathOf("out-00000-of-00002"), PathOf("out-00001-of-00002")));
  EXPECT_THAT(Files(), ElementsAre("out-00000-of-00002", "out-00001-of-00002"));
  EXPECT_GE(*sink.num_files, 5);
}

TEST_F(WriteFilesTest, AJobThatFailsLeavesNoFile) {
  // One of many shards fails, when others are written.
  const NumberSink sink{.failing_files = {15}, .code = ErrorCode::kPermissionDenied};
  std::vector<int> numbers(100);
  const PipelineResult result = Run(numbers, {.num_shards = 20}, sink);
  EXPECT_EQ(result.error->code(), ErrorCode::kPermissionDenied);
  EXPECT_THAT(result.error->message(),
              HasSubstr("while writing " + PathOf("out-SSSSS-of-NNNNN") + ": no luck"));
  EXPECT_THAT(Files(), ElementsAre());
}

TEST_F(WriteFilesTest, AFullDiskIsAnErrorAndLeavesNoFile) {
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit old_limit;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old_limit), 0);
  rlimit limit = old_limit;
  limit.rlim_cur = 50000;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  const PipelineResult result = Run(std::vector<int>(100000, 7), {.num_shards = 2}, {});
  setrlimit(RLIMIT_FSIZE, &old_limit);
  std::signal(SIGXFSZ, old_handler);
  EXPECT_EQ(result.error->code(), ErrorCode::kResourceExhausted);
  EXPECT_THAT(result.error->message(), HasSubstr(PathOf("out-SSSSS-of-NNNNN")));
  EXPECT_THAT(Files(), ElementsAre());
}

TEST_F(WriteFilesTest, AFileInPlaceOfTheFolderIsAnError) {
  WriteFile(PathOf("out"), "in the way");
  Pipeline p;
  p | Create("Numbers", {1}) | WriteFiles<int, NumberSink>(PathOf("out/x"), {}, {});
  const PipelineResult result = direct::RunPipeline(p);
  ASSERT_TRUE(result.error.has_value());
  EXPECT_THAT(result.error->message(), HasSubstr("cannot write " + PathOf("out/")));
}

TEST_F(WriteFilesTest, AFolderThatMayNotBeWrittenToIsAnError) {
  fs::permissions(folder_.path(), fs::perms::owner_read | fs::perms::owner_exec |
                                      fs::perms::others_read | fs::perms::others_exec);
  PipelineResult result;
  {
    const testing::AsNobody nobody;
    result = Run({1}, {}, {});
  }
  fs::permissions(folder_.path(), fs::perms::owner_all);
  EXPECT_EQ(result.error->code(), ErrorCode::kPermissionDenied);
  EXPECT_THAT(result.error->message(), HasSubstr(PathOf("out-SSSSS-of-NNNNN")));
}

class ShardedFilesTest : public WriteFilesTest {
 protected:
  ShardedFiles FilesOf(int num_shards) {
    const OutputFiles options{.num_shards = num_shards};
    return {FileNaming(PathOf("out"), options, Windowing()), options,
            pipeline_.Attachment<UnfinishedFiles>()};
  }
  static ShardedFiles::Fill Text(const std::string& text) {
    return [text](FileWriter& file) { file.Append(text); };
  }

  Pipeline pipeline_;
};

TEST_F(WriteFilesTest, PartitionsAreFoldersWithShardsOfTheirOwn) {
  Pipeline p;
  const auto parity = [](int n) { return std::string(n % 2 == 0 ? "even" : ""); };
  auto names = testing::Collect(
      "Names", p | Create("Numbers", {1, 2, 3, 4, 6}) |
                   WriteFiles<int, NumberSink>(PathOf("out"), {.num_shards = 1}, NumberSink())
                       .PartitionedBy(parity));
  ASSERT_EQ(direct::RunPipeline(p, {.direct_num_workers = 1}).state, JobState::kDone);
  EXPECT_THAT(names->values(), UnorderedElementsAre(PathOf("out-00000-of-00001"),
                                                    PathOf("even/out-00000-of-00001")));
  EXPECT_THAT(ReadFile(PathOf("out-00000-of-00001")), HasSubstr("=4>"));
  EXPECT_THAT(ReadFile(PathOf("even/out-00000-of-00001")), HasSubstr("=12>"));
}

TEST_F(WriteFilesTest, WithoutRecordsThereIsNoPartition) {
  Pipeline p;
  p | Create("Numbers", std::vector<int>()) |
      WriteFiles<int, NumberSink>(PathOf("out"), {}, NumberSink()).PartitionedBy([](int) {
        return "x";
      });
  ASSERT_EQ(direct::RunPipeline(p).state, JobState::kDone);
  EXPECT_THAT(Files(), ElementsAre());
}

TEST_F(WriteFilesTest, FilesAreRolledByTheBytesOfTheirRecords) {
  EXPECT_EQ(Run(std::vector<int>(10, 7), {.roll_bytes = 3 * sizeof(int)}, {}, 1).state,
            JobState::kDone);
  EXPECT_THAT(Files(), ElementsAre("out-00000-of-00004", "out-00001-of-00004", "out-00002-of-00004",
                                   "out-00003-of-00004"));
  EXPECT_EQ(ReadFile(PathOf("out-00000-of-00004")), "<7,7,7,=21>");
  EXPECT_EQ(ReadFile(PathOf("out-00003-of-00004")), "<7,=7>");
}

TEST_F(ShardedFilesTest, NamingMayBeRepeated) {
  const ShardedFiles files = FilesOf(2);
  const std::vector<WrittenShard> shards = {files.Write("", 1, Text("b")),
                                            files.Write("", 0, Text("a"))};
  EXPECT_EQ(Files().size(), 2U);
  for (int attempt = 0; attempt < 2; ++attempt) {
    EXPECT_THAT(files.Name("", shards, kGlobalWindow, {}, Text("")),
                ElementsAre(PathOf("out-00000-of-00002"), PathOf("out-00001-of-00002")));
    EXPECT_EQ(ReadFile(PathOf("out-00000-of-00002")), "a");
  }
}

TEST_F(ShardedFilesTest, AShardThatIsGoneIsAnErrorEvenBesideAnOlderFile) {
  const ShardedFiles files = FilesOf(1);
  WriteFile(PathOf("out-00000-of-00001"), "of an older run");
  const WrittenShard shard = files.Write("", 0, Text("a"));
  fs::remove(shard.temporary);
  EXPECT_THROW(files.Name("", {shard}, kGlobalWindow, {}, Text("")), Error);
}

TEST_F(ShardedFilesTest, TwoShardsOfOneNumberAreAnError) {
  const ShardedFiles files = FilesOf(2);
  const std::vector<WrittenShard> shards = {files.Write("", 0, Text("a")),
                                            files.Write("", 0, Text("b"))};
  EXPECT_THROW(files.Name("", shards, kGlobalWindow, {}, Text("")), Error);
}

TEST_F(ShardedFilesTest, WithoutANumberTheShardsThereAreAreCounted) {
  const ShardedFiles files = FilesOf(0);
  const std::vector<WrittenShard> shards = {
      {.shard = -1}, files.Write("", 7, Text("b")), files.Write("", 3, Text("a"))};
  EXPECT_THAT(files.Name("", shards, kGlobalWindow, {}, Text("")),
              ElementsAre(PathOf("out-00000-of-00002"), PathOf("out-00001-of-00002")));
  EXPECT_EQ(ReadFile(PathOf("out-00001-of-00002")), "b");
}

TEST_F(ShardedFilesTest, NoPatternMatchesWhatIsUnfinished) {
  FilesOf(1).Write("", 0, Text("a"));
  FileSystemFor("/").Match(PathOf("**"),
                           [](FileMetadata&& file) { ADD_FAILURE() << "found " << file.path; });
}

TEST_F(WriteFilesTest, AWindowIsWrittenWholeWhateverItsTrigger) {
  const std::string window = "1970-01-01T00:00:00.000Z-1970-01-01T00:00:10.000Z";
  for (const int num_shards : {0, 1}) {
    Pipeline p;
    Windowing often;
    often.window_fn = std::make_shared<const FixedWindows>(Seconds(10));
    often.trigger = AfterWatermark({.early = AfterCount(1)});
    p | Create("Numbers", {1, 2, 3}) |
        WithTimestamps("Time", [](int n) { return Timestamp{} + Seconds(n); }) |
        WindowInto("Often", often) |
        WriteFiles<int, NumberSink>(
            PathOf("out"), {.num_shards = num_shards, .shard_name_template = "-W-S"}, NumberSink());
    const PipelineResult result = direct::RunPipeline(p, {.direct_num_workers = 1});
    ASSERT_EQ(result.state, JobState::kDone) << result.error->what();
    EXPECT_THAT(Files(), ElementsAre("out-" + window + "-0"));
    EXPECT_THAT(ReadFile(PathOf("out-" + window + "-0")), HasSubstr("=6>"));
  }
}

TEST_F(WriteFilesTest, ATriggerInTheGlobalWindowMakesNoFilesOfItsOwn) {
  Pipeline p;
  Windowing often;
  often.trigger = Repeatedly(AfterCount(1));
  p | Create("Numbers", {1, 2, 3}) | WindowInto("Often", often) |
      WriteFiles<int, NumberSink>(PathOf("out"), {.num_shards = 1}, NumberSink());
  const PipelineResult result = direct::RunPipeline(p);
  ASSERT_EQ(result.state, JobState::kDone) << result.error->what();
  EXPECT_THAT(Files(), ElementsAre("out-00000-of-00001"));
}

TEST_F(WriteFilesTest, TwoTransformsThatWriteTheSameFilesAreRefused) {
  Pipeline p;
  auto numbers = p | Create("Numbers", {1});
  numbers | WriteFiles<int, NumberSink>(PathOf("out"), {}, NumberSink(), "One");
  numbers | WriteFiles<int, NumberSink>(PathOf("out"), {}, NumberSink(), "Other");
  try {
    p.graph().CheckRunnable();
    FAIL() << "both were taken";
  } catch (const Error& error) {
    EXPECT_THAT(error.message(),
                HasSubstr("write the same files: " + PathOf("out-SSSSS-of-NNNNN")));
  }
}

TEST_F(ShardedFilesTest, AFileThatSomebodyRemovedDoesNotKeepTheOthers) {
  const auto unfinished = pipeline_.Attachment<UnfinishedFiles>();
  for (const char* name : {"a", "b", "c"}) {
    WriteFile(PathOf(name), "");
    unfinished->Add(PathOf(name));
  }
  fs::remove(PathOf("a"));
  for (const auto& hook : pipeline_.finish_hooks()) hook({});
  EXPECT_THAT(Files(), ElementsAre());
}

}  // namespace
}  // namespace beam::io
