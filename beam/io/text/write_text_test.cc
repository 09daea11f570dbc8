#include "beam/io/text/write_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "beam/direct/direct_runner.h"
#include "beam/io/text/read_text.h"
#include "beam/io/whole_file.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/testing/collect.h"
#include "beam/testing/temporary_folder.h"

namespace beam::io {
namespace {

namespace fs = std::filesystem;
using testing::Collect;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TemporaryFolder;
using ::testing::UnorderedElementsAreArray;
using Lines = std::vector<std::string>;

Lines Numbers(int count) {
  Lines lines;
  for (int i = 0; i < count; ++i) lines.push_back(std::to_string(i));
  return lines;
}

class WriteTextTest : public ::testing::Test {
 protected:
  std::string PathOf(const std::string& name) { return folder_.path() + "/" + name; }

  /// Writes `lines`; returns what the transform says that it wrote.
  Lines Write(const Lines& lines, const WriteText& write, const DirectOptions& options = {}) {
    Pipeline p;
    auto names = Collect("Names", p | Create("Lines", lines) | write);
    const PipelineResult result = direct::RunPipeline(p, options);
    EXPECT_EQ(result.state, JobState::kDone) << result.error->what();
    return names->values();
  }

  /// The files in the folder, temporaries included, in order.
  Lines Files() {
    Lines names;
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path())) {
      if (entry.is_regular_file()) {
        names.push_back(fs::relative(entry.path(), folder_.path()).string());
      }
    }
    std::ranges::sort(names);
    return names;
  }

  TemporaryFolder folder_;
};

TEST_F(WriteTextTest, AFewLinesAreOneFile) {
  EXPECT_THAT(Write({"one", "", "two"}, WriteText(PathOf("out"))),
              ElementsAre(PathOf("out-00000-of-00001")));
  EXPECT_THAT(Files(), ElementsAre("out-00000-of-00001"));
  EXPECT_EQ(ReadFile(PathOf("out-00000-of-00001")).size(), 9U);
}

TEST_F(WriteTextTest, EachOfTheShardsAskedForIsThereHoweverManyWorkers) {
  const Lines lines = Numbers(1000);
  for (const DirectOptions& options :
       {DirectOptions{.direct_num_workers = 1}, DirectOptions{.direct_num_workers = 4},
        DirectOptions{.direct_encode_every_edge = true, .direct_memory_limit = "1KB"}}) {
    const Lines names =
        Write(lines, WriteText(PathOf("out"), {.suffix = ".txt", .num_shards = 3}), options);
    EXPECT_THAT(Files(), ElementsAre("out-00000-of-00003.txt", "out-00001-of-00003.txt",
                                     "out-00002-of-00003.txt"));
    EXPECT_EQ(names.size(), 3U);
    Lines read;
    for (const std::string& name : names) {
      const std::string text = ReadFile(name);
      const auto count = std::ranges::count(text, '\n');
      EXPECT_GT(count, 250);
      for (std::size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1) {
        read.push_back(text.substr(begin, text.find('\n', begin) - begin));
      }
    }
    EXPECT_THAT(read, UnorderedElementsAreArray(lines));
  }
}

TEST_F(WriteTextTest, NoLinesMakeEmptyFilesUnlessTheyAreSkipped) {
  EXPECT_EQ(Write({}, WriteText(PathOf("a"))).size(), 1U);
  EXPECT_EQ(Write({}, WriteText(PathOf("b"), {.num_shards = 2}, {.header = "h"})).size(), 2U);
  EXPECT_THAT(Write({}, WriteText(PathOf("c"), {.num_shards = 2, .skip_if_empty = true})),
              ElementsAre());
  EXPECT_THAT(Files(), ElementsAre("a-00000-of-00001", "b-00000-of-00002", "b-00001-of-00002"));
  EXPECT_EQ(ReadFile(PathOf("a-00000-of-00001")), "");
  EXPECT_EQ(ReadFile(PathOf("b-00001-of-00002")), "h\n");
}

TEST_F(WriteTextTest, FewerLinesThanShardsLeaveSomeEmpty) {
  EXPECT_EQ(Write({"x"}, WriteText(PathOf("a"), {.num_shards = 4})).size(), 4U);
  EXPECT_EQ(Files().size(), 4U);
}

TEST_F(WriteTextTest, HeaderAndFooterAreInEachFile) {
  Write({"1"},
        WriteText(PathOf("a"), {.shard_name_template = ""}, {.header = "begin", .footer = "end"}));
  EXPECT_EQ(ReadFile(PathOf("a")), "begin\n1\nend\n");
  Write({"1"}, WriteText(PathOf("b"), {.shard_name_template = ""},
                         {.header = "<", .footer = ">", .append_trailing_newlines = false}));
  EXPECT_EQ(ReadFile(PathOf("b")), "<1>");
}

TEST_F(WriteTextTest, TheSuffixOrTheOptionTellsTheCompression) {
  Write({"1"}, WriteText(PathOf("a"), {.suffix = ".gz"}));
  Write({"2"}, WriteText(PathOf("b"), {.suffix = ".txt", .compression = Compression::kZstd}));
  Write({"3"}, WriteText(PathOf("c"), {.suffix = ".gz", .compression = Compression::kNone}));
  EXPECT_TRUE(ReadFile(PathOf("a-00000-of-00001.gz")).starts_with("\x1f\x8b"));
  EXPECT_TRUE(ReadFile(PathOf("b-00000-of-00001.txt")).starts_with("\x28\xb5"));
  EXPECT_EQ(ReadFile(PathOf("c-00000-of-00001.gz")), "3\n");
}

TEST_F(WriteTextTest, FoldersAreMade) {
  Write({"1"}, WriteText(PathOf("x/y/out"), {.shard_name_template = "/shard-SS"}));
  EXPECT_THAT(Files(), ElementsAre("x/y/out/shard-00"));
}

TEST_F(WriteTextTest, ARerunReplacesItsFilesAndLeavesOthersAlone) {
  Write(Numbers(10), WriteText(PathOf("a"), {.num_shards = 3}));
  Write({"new"}, WriteText(PathOf("a"), {.num_shards = 1}));
  Write({"new"}, WriteText(PathOf("a"), {.num_shards = 1}));
  EXPECT_THAT(Files(), ElementsAre("a-00000-of-00001", "a-00000-of-00003", "a-00001-of-00003",
                                   "a-00002-of-00003"));
  EXPECT_EQ(ReadFile(PathOf("a-00000-of-00001")), "new\n");
}

TEST_F(WriteTextTest, MuchDataIsManyFiles) {
  Pipeline p;
  auto lines = p | Create("Seeds", Numbers(10)) | FlatMap("Lines", [](const std::string& seed) {
                 return Lines(20, seed + std::string(1000000, 'x'));
               });
  auto names = Collect("Names", lines | WriteText(PathOf("out")));
  ASSERT_EQ(direct::RunPipeline(p, {.direct_num_workers = 1, .direct_memory_limit = "64MB"}).state,
            JobState::kDone);
  EXPECT_EQ(Files().size(), 3U);  // 200 MB.
  EXPECT_EQ(names->values().size(), 3U);
  Pipeline again;
  auto read = Collect("Lines", again | ReadText(PathOf("out*")) |
                                   Map("Seed", [](const std::string& line) { return line[0]; }));
  ASSERT_EQ(direct::RunPipeline(again).state, JobState::kDone);
  EXPECT_EQ(read->values().size(), 200U);
  EXPECT_EQ(std::ranges::count(read->values(), '7'), 20);
}

TEST_F(WriteTextTest, EachWindowHasItsFiles) {
  Pipeline p;
  auto windowed = p | Create("Seconds", {0, 59, 60, 3600}) |
                  WithTimestamps("At", [](int second) { return Timestamp{} + Seconds(second); }) |
                  WindowInto("Minutes", FixedWindows(Minutes(1))) |
                  Map("Text", [](int second) { return std::to_string(second); });
  windowed | WriteText(PathOf("out"), {.suffix = ".txt", .num_shards = 1});
  ASSERT_EQ(direct::RunPipeline(p).state, JobState::kDone);
  EXPECT_THAT(
      Files(),
      ElementsAre("out-1970-01-01T00:00:00.000Z-1970-01-01T00:01:00.000Z-00000-of-00001.txt",
                  "out-1970-01-01T00:01:00.000Z-1970-01-01T00:02:00.000Z-00000-of-00001.txt",
                  "out-1970-01-01T01:00:00.000Z-1970-01-01T01:01:00.000Z-00000-of-00001.txt"));
  EXPECT_EQ(
      ReadFile(PathOf("out-1970-01-01T00:01:00.000Z-1970-01-01T00:02:00.000Z-00000-of-00001.txt")),
      "60\n");
}

TEST_F(WriteTextTest, WindowsWithoutElementsHaveNoFiles) {
  Pipeline p;
  auto none = p | Create("Nothing", Lines()) | WindowInto("Minutes", FixedWindows(Minutes(1)));
  none | WriteText(PathOf("out"), {.num_shards = 2});
  ASSERT_EQ(direct::RunPipeline(p).state, JobState::kDone);
  EXPECT_THAT(Files(), ElementsAre());
}

TEST_F(WriteTextTest, TwoTransformsCannotWriteTheSameFiles) {
  Pipeline p;
  auto lines = p | Create("Lines", {std::string("x")});
  lines | WriteText(PathOf("a"), {}, {}, "One");
  lines | WriteText(PathOf("a"), {.suffix = ".txt"}, {}, "Two");
  p.graph().CheckRunnable();
  lines | WriteText(PathOf("a"), {}, {}, "Three");
  try {
    p.graph().CheckRunnable();
    FAIL() << "two writers of one file";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidArgument);
    EXPECT_THAT(error.message(), HasSubstr(PathOf("a-SSSSS-of-NNNNN")));
  }
}

}  // namespace
}  // namespace beam::io
