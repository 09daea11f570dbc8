#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "beam/io/whole_file.h"
#include "testing/shard_job_fixture.h"

namespace job_shard {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// A target folder that earlier runs have written to.
class UsedTargetTest : public ShardJobTest {
 protected:
  UsedTargetTest() {
    for (const std::string stem : {"a", "b", "c", "d", "e"}) Write(stem, {".wav", ".json"});
  }

  int Pack(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--suffixes=.json", "--shard_samples=2"});
    return Run(std::move(arguments));
  }
};

TEST_F(UsedTargetTest, IsRefusedBeforeAnyWork) {
  ASSERT_EQ(Pack({}), 0) << errors_;
  const auto before = Written();
  EXPECT_EQ(Pack({}), 1);
  EXPECT_THAT(errors_, AllOf(HasSubstr("invalid_argument"), HasSubstr("--resume"),
                             HasSubstr("--overwrite"), HasSubstr("shard-000000.tar")));
  EXPECT_THAT(output_, HasSubstr("0 skipped + 0 done + 0 failed"));
  EXPECT_EQ(Pack({"--dry_run"}), 1);
  EXPECT_EQ(Written(), before);
  for (const auto& [name, bytes] : before) {
    if (name.ends_with(".tar")) fs::remove(Out(name));
  }
  EXPECT_EQ(Pack({}), 1);
  EXPECT_THAT(errors_, HasSubstr("found an index in"));
  fs::remove(Out("index.json"));
  EXPECT_EQ(Pack({}), 1);
}

TEST_F(UsedTargetTest, OfOtherFilesIsNotRefused) {
  for (const std::string name : {"other-000000.tar", "shard-.tar", "shard-x.tar", "shard--1.tar",
                                 "shard-000000.tar.gz", "notes.txt"}) {
    beam::io::WriteFile(Out(name), "mine");
  }
  ASSERT_EQ(Pack({"--overwrite"}), 0) << errors_;
  EXPECT_EQ(Written().size(), 6U + 5U);
}

TEST_F(UsedTargetTest, IsEmptiedWhenAsked) {
  ASSERT_EQ(Pack({"--limit=2"}), 0) << errors_;
  beam::io::WriteFile(Out("shard-0000077.tar"), "old");
  ASSERT_EQ(Pack({"--overwrite", "--prefix=shard"}), 0) << errors_;
  EXPECT_EQ(WrittenNames(),
            "index.json samples.jsonl shard-000000.tar shard-000001.tar shard-000002.tar");
  CheckShards(5);
}

TEST_F(UsedTargetTest, IsGoneOnWith) {
  ASSERT_EQ(Pack({"--limit=3"}), 0) << errors_;
  const auto before = Written();
  Write("0", {".wav", ".json"});
  EXPECT_EQ(Pack({"--resume"}), 0) << errors_;
  EXPECT_THAT(output_, AllOf(HasSubstr("6 matched = 3 skipped + 3 done + 0 failed"),
                             HasSubstr("2 kept + 2 written")));
  const auto after = Written();
  EXPECT_EQ(after.size(), 6U);
  EXPECT_EQ(after.at("shard-000001.tar"), before.at("shard-000001.tar"));
  CheckShards(6);
  EXPECT_EQ(Pack({"--resume"}), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("6 matched = 6 skipped + 0 done + 0 failed"));
  EXPECT_EQ(Written(), after);
}

TEST_F(UsedTargetTest, IsFilledUpWhereAShardHasGone) {
  ASSERT_EQ(Pack({}), 0) << errors_;
  fs::remove(Out("shard-000001.tar"));
  EXPECT_EQ(Pack({"--resume"}), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("5 matched = 3 skipped + 2 done + 0 failed"));
  EXPECT_EQ(WrittenNames(),
            "index.json samples.jsonl shard-000000.tar shard-000002.tar shard-000003.tar");
  CheckShards(5);
}

TEST_F(UsedTargetTest, IsReadWhereItsIndexIsOld) {
  ASSERT_EQ(Pack({"--limit=2"}), 0) << errors_;
  const std::string samples = beam::io::ReadFile(Out("samples.jsonl"));
  ASSERT_EQ(Pack({"--resume"}), 0) << errors_;
  beam::io::WriteFile(Out("samples.jsonl"), samples);
  EXPECT_EQ(Pack({"--resume"}), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("5 matched = 5 skipped + 0 done + 0 failed"));
  CheckShards(5);
}

TEST_F(UsedTargetTest, OfATornShardIsRefused) {
  ASSERT_EQ(Pack({}), 0) << errors_;
  fs::resize_file(Out("shard-000001.tar"), 1000);
  EXPECT_EQ(Pack({"--resume"}), 1);
  EXPECT_THAT(errors_,
              AllOf(HasSubstr("data_loss"), HasSubstr("remove it"), HasSubstr("shard-000001.tar")));
  fs::remove(Out("shard-000001.tar"));
  EXPECT_EQ(Pack({"--resume"}), 0) << errors_;
  CheckShards(5);
}

TEST_F(UsedTargetTest, OfABrokenSamplesFileIsRefused) {
  ASSERT_EQ(Pack({}), 0) << errors_;
  beam::io::WriteFile(Out("samples.jsonl"), "{\"key\": 1}\n");
  EXPECT_EQ(Pack({"--resume"}), 1);
  EXPECT_THAT(errors_, AllOf(HasSubstr("data_loss"), HasSubstr("line 1 is no sample"),
                             HasSubstr("samples.jsonl")));
}

/// Has the process killed once it writes more than 20 kB into a file.
void LimitFiles() {
  const rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  const rlimit limit = {20'000, 20'000};
  setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, SIG_DFL);
}

TEST_F(UsedTargetTest, OfAKilledRunIsGoneOnWith) {
  Write("d", {".wav"}, 300'000);
  const auto run_with_limit = [&] {
    LimitFiles();
    RunAloud({"--suffixes=.json", "--shard_samples=2"});
  };
  EXPECT_EXIT(run_with_limit(), ::testing::KilledBySignal(SIGXFSZ), "");
  EXPECT_THAT(WrittenNames(), AllOf(HasSubstr(".beam-tmp-of-"), Not(HasSubstr("index.json"))));
  EXPECT_FALSE(fs::exists(Out("shard-000001.tar")));
  EXPECT_EQ(Pack({"--resume"}), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("5 matched = "));
  EXPECT_THAT(WrittenNames(), Not(HasSubstr(".beam-tmp-of-")));
  CheckShards(5);
}

}  // namespace
}  // namespace job_shard
