#include "job_shard/shard_job.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "beam/io/whole_file.h"
#include "beam/testing/as_nobody.h"
#include "testing/shard_job_fixture.h"

namespace job_shard {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr const char* kThreeShards =
    "index.json samples.jsonl shard-000000.tar shard-000001.tar shard-000002.tar";

TEST_F(ShardJobTest, PacksSamplesWithTheirSiblings) {
  for (const std::string stem : {"b", "a", "deep/d", "deep/c", "deep/er/e"}) {
    Write(stem, {".wav", ".json", ".mp3.npy"});
  }
  Write("a", {".txt"}, 0);
  Write("deep/c", {".txt"}, 3'000'000);
  EXPECT_EQ(Run({"--suffixes=.json,.mp3.npy", "--optional_suffixes=.txt", "--shard_samples=2"}), 0)
      << errors_;
  EXPECT_THAT(output_, AllOf(HasSubstr("5 matched = 0 skipped + 5 done + 0 failed"),
                             HasSubstr("0 kept + 3 written")));
  EXPECT_EQ(WrittenNames(), kThreeShards);
  CheckShards(5);
  const std::string lines = beam::io::ReadFile(Out("samples.jsonl"));
  EXPECT_THAT(lines, ::testing::StartsWith("{\"key\":\"a\",\"shard\":\"shard-000000.tar\","));
  EXPECT_LT(lines.find("\"deep/c\""), lines.find("\"deep/d\"")) << lines;
}

TEST_F(ShardJobTest, TakesNamesAsTheyAre) {
  const std::vector<std::string> stems = {"spaced out",
                                          "\"quoted\" 'too'",
                                          "new\nlines/in\nboth",
                                          "[a-z]{b,c}*?",
                                          "back\\slash",
                                          "\xc3\xa9t\xc3\xa9 \xe6\x97\xa5\xe6\x9c\xac",
                                          "not \xff utf8/\xfe",
                                          "dots.in/v1.2.final",
                                          ".hidden",
                                          "100%2E",
                                          "__meta__/x",
                                          std::string(250, 'l'),
                                          std::string(200, 'f') + "/" + std::string(200, 'n')};
  for (const std::string& stem : stems) Write(stem, {".wav", ".json"});
  EXPECT_EQ(Run({"--suffixes=.json", "--shard_samples=4"}), 0) << errors_;
  CheckShards(static_cast<int>(stems.size()));
  EXPECT_EQ(Run({"--suffixes=.json", "--resume"}), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("13 matched = 13 skipped + 0 done + 0 failed"));
  fs::remove(Out("samples.jsonl"));
  fs::remove(Out("index.json"));
  EXPECT_EQ(Run({"--suffixes=.json", "--resume"}), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("13 matched = 13 skipped + 0 done + 0 failed"));
  CheckShards(static_cast<int>(stems.size()));
}

TEST_F(ShardJobTest, ASampleWithoutASiblingFails) {
  Write("a", {".wav", ".json"});
  Write("b", {".wav"});
  Write("c", {".wav", ".json"});
  const std::string failures = folder_.path() + "/failures.jsonl";
  EXPECT_EQ(Run({"--suffixes=.json", "--failures=" + failures}), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("3 matched = 0 skipped + 2 done + 1 failed"));
  EXPECT_THAT(beam::io::ReadFile(failures),
              AllOf(HasSubstr("\"not_found\""), HasSubstr("/in/b.wav"), HasSubstr("/in/b.json")));
  CheckShards(2);
}

TEST_F(ShardJobTest, OfFilesWithOneKeyOneIsPacked) {
  Write("a", {".WAV", ".wav"});
  Write("a.b", {".wav"});
  Write("a%2Eb", {".wav"});
  Write("deep/", {".wav"});
  EXPECT_EQ(Run({}), 0) << errors_;
  EXPECT_THAT(output_, AllOf(HasSubstr("5 matched = 0 skipped + 3 done + 2 failed"),
                             HasSubstr("DistinctKeys"), HasSubstr("/in/deep/.wav")));
  CheckShards(3);
  EXPECT_EQ(Run({"--resume"}), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("5 matched = 3 skipped + 0 done + 2 failed"));
}

TEST_F(ShardJobTest, ShardsAreNoLargerThanAskedFor) {
  for (const std::string stem : {"a", "b", "c", "d", "e", "f"}) Write(stem, {".wav"}, 1000);
  Write("d", {".wav"}, 50'000);
  // 512 bytes of header and 1024 of sound for each, and 1024 at the end.
  EXPECT_EQ(Run({"--shard_bytes=4096"}), 0) << errors_;
  std::vector<std::uintmax_t> sizes;
  for (const auto& [name, bytes] : Written()) {
    if (name.ends_with(".tar")) sizes.push_back(bytes.size());
  }
  EXPECT_THAT(sizes, ::testing::ElementsAre(4096, 2560, 51'712, 4096));
  CheckShards(6);
}

TEST_F(ShardJobTest, ThreadsAndRunsMakeNoDifference) {
  for (int i = 0; i < 60; ++i)
    Write("f" + std::to_string(i % 7) + "/" + std::to_string(i), {".wav"});
  const auto shards = [&](std::vector<std::string> arguments, const std::string& workers) {
    arguments.insert(arguments.end(), {"--overwrite", "--shard_samples=7"});
    EXPECT_EQ(Run(std::move(arguments), workers), 0) << errors_;
    CheckShards(60);
    return Written();
  };
  const auto by_path = shards({}, "1");
  EXPECT_EQ(shards({}, "4"), by_path);
  EXPECT_EQ(shards({"--direct_encode_every_edge"}, "3"), by_path);
  const auto shuffled = shards({"--shuffle", "--seed=1"}, "1");
  EXPECT_EQ(shards({"--shuffle", "--seed=1"}, "4"), shuffled);
  EXPECT_NE(shuffled, by_path);
  EXPECT_NE(shards({"--shuffle", "--seed=2"}, "4"), shuffled);
}

TEST_F(ShardJobTest, ADryRunCountsAndTouchesNothing) {
  for (const std::string stem : {"a", "b", "c"}) Write(stem, {".wav"});
  EXPECT_EQ(Run({"--dry_run", "--shard_samples=2"}), 0) << errors_;
  EXPECT_THAT(output_, AllOf(HasSubstr("0 done + 0 failed + 3 that a run would work on"),
                             HasSubstr("0 written with 0 bytes + 2 that a run would write")));
  EXPECT_EQ(WrittenNames(), "");
  ASSERT_EQ(Run({"--shard_samples=2"}), 0) << errors_;
  const auto before = Written();
  EXPECT_EQ(Run({"--dry_run", "--overwrite"}), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("1 that a run would write"));
  EXPECT_EQ(Written(), before);
}

TEST_F(ShardJobTest, AFileThatCannotBeReadFailsAlone) {
  for (const std::string stem : {"a", "b", "c"}) Write(stem, {".wav", ".json"});
  fs::permissions(In("b.json"), fs::perms::none);
  fs::create_directory(Out(""));
  fs::permissions(Out(""), fs::perms::all);
  fs::permissions(folder_.path(), fs::perms::all);
  {
    const beam::testing::AsNobody nobody;
    EXPECT_EQ(Run({"--suffixes=.json"}), 0) << errors_;
  }
  EXPECT_THAT(output_, AllOf(HasSubstr("3 matched = 0 skipped + 2 done + 1 failed"),
                             HasSubstr("permission_denied: WriteShards"), HasSubstr("b.json")));
  CheckShards(2);
}

TEST_F(ShardJobTest, WhenEverythingFailsNothingIsWritten) {
  Write("a", {".wav"});
  Write("b", {".wav"});
  EXPECT_EQ(Run({"--suffixes=.json"}), 1);
  EXPECT_THAT(errors_, HasSubstr("every input failed"));
  EXPECT_EQ(WrittenNames(), "");
}

TEST_F(ShardJobTest, ATargetThatCannotBeWrittenEndsTheJob) {
  Write("a", {".wav"});
  beam::io::WriteFile(folder_.path() + "/out", "a file");
  EXPECT_EQ(Run({}), 1);
  EXPECT_THAT(errors_, HasSubstr("/out"));
}

TEST_F(ShardJobTest, RefusesOptionsThatMakeNoSense) {
  Write("a", {".wav"});
  const auto refusal = [&](std::vector<std::string> arguments) {
    EXPECT_NE(Run(arguments), 0) << arguments[0];
    EXPECT_THAT(errors_, HasSubstr("invalid_argument")) << arguments[0];
    return errors_;
  };
  EXPECT_THAT(refusal({"--suffixes=json"}), HasSubstr("a suffix begins with a dot"));
  EXPECT_THAT(refusal({"--suffixes=.json,"}), HasSubstr("a suffix begins with a dot"));
  EXPECT_THAT(refusal({"--suffixes=.a/b"}), HasSubstr("no slash"));
  EXPECT_THAT(refusal({"--suffixes=.a\nb"}), HasSubstr("can be printed"));
  EXPECT_THAT(refusal({"--suffixes=.\xff"}), HasSubstr("can be printed"));
  EXPECT_THAT(refusal({"--suffixes=.json", "--optional_suffixes=.JSON"}), HasSubstr("twice"));
  EXPECT_THAT(refusal({"--suffixes=.wav"}), HasSubstr("twice"));
  EXPECT_THAT(refusal({"--prefix=a/b"}), HasSubstr("--prefix"));
  EXPECT_THAT(refusal({"--prefix=\xff"}), HasSubstr("--prefix"));
  EXPECT_THAT(refusal({"--shard_samples=0"}), HasSubstr("1 at least: found 0"));
  EXPECT_THAT(refusal({"--shard_bytes=-5"}), HasSubstr("found 10000 and -5"));
  EXPECT_THAT(refusal({"--resume", "--overwrite"}), HasSubstr("not both"));
  EXPECT_EQ(WrittenNames(), "");
  beam::Pipeline pipeline;
  klay::JobFlags flags;
  flags.input.match_pattern = In("**");
  Options options;
  options.source_dir = In("");
  options.target_dir = Out("");
  EXPECT_THROW(Build(pipeline, options, flags), beam::Error) << "without --audio_suffix";
}

}  // namespace
}  // namespace job_shard
