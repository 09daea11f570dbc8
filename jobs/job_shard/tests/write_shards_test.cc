#include "job_shard/write_shards.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "beam/io/file_system.h"
#include "beam/io/whole_file.h"
#include "beam/testing/collect.h"
#include "beam/testing/temporary_folder.h"
#include "beam/testing/test_pipeline.h"
#include "klay_beam/files/tar_file.h"

namespace job_shard {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr std::int64_t kSize = 3'000'000;

/// Files of 3 MB that are as their names say: "shrinks" ends after 2 MB, "breaks" cannot be read
/// from there on, and "waits" may be read later.
class FaultyFileSystem final : public beam::io::FileSystem {
 public:
  void Match(const std::string&,
             const std::function<void(beam::io::FileMetadata&&)>&) const override {}
  beam::io::FileMetadata Stat(const std::string& path) const override { return {path, kSize}; }
  std::unique_ptr<beam::io::RandomAccessFile> Open(const std::string& path) const override {
    return std::make_unique<File>(path);
  }
  std::unique_ptr<beam::io::FileWriter> Create(const std::string&) const override {
    return nullptr;
  }
  void Rename(const std::string&, const std::string&) const override {}
  void Remove(const std::string&) const override {}

 private:
  class File final : public beam::io::RandomAccessFile {
   public:
    explicit File(std::string path) : path_(std::move(path)) {}
    std::int64_t size() const override { return kSize; }
    std::size_t ReadAt(std::int64_t offset, std::span<std::byte> buffer) override {
      constexpr std::int64_t kFault = 2 << 20;
      if (offset >= kFault && path_.find("shrinks") != std::string::npos) return 0;
      if (offset >= kFault && path_.find("breaks") != std::string::npos) {
        throw beam::Error(beam::ErrorCode::kDataLoss, "a bad sector: " + path_);
      }
      if (path_.find("waits") != std::string::npos && attempts++ == 0) {
        throw beam::Error(beam::ErrorCode::kUnavailable, "try again: " + path_);
      }
      std::ranges::fill(buffer, std::byte{'x'});
      return buffer.size();
    }

    static inline std::atomic<int> attempts = 0;

   private:
    const std::string path_;
  };
};

class WriteShardsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    beam::io::RegisterFileSystem("faulty", std::make_unique<FaultyFileSystem>());
  }

  /// Writes one shard of these audio files of "faulty://".
  void Write(const std::vector<std::string>& names) {
    PlannedShard plan;
    for (const std::string& name : names) {
      plan.samples.push_back({.audio_path = "faulty://" + name + ".wav", .sizes_bytes = {kSize}});
    }
    Write("faulty://", plan);
  }

  void Write(const std::string& source_dir, const PlannedShard& plan) {
    beam::testing::TestPipeline p;
    const beam::Counter matched(klay::kMatchedMetric);
    auto count = [matched](const PlannedShard& shard) {
      matched.Increment(static_cast<std::int64_t>(shard.samples.size()));
      return shard;
    };
    const SampleNames naming(source_dir, {".wav"}, 0);
    auto [shards, failed] = p | beam::Create("Plans", {plan}) | beam::Map("Count", count) |
                            WriteShards(ShardFolder(Out(), "shard"), naming);
    const auto all_shards = beam::testing::Collect("CollectShards", shards);
    const auto all_failed = beam::testing::Collect("CollectFailed", failed);
    p.Run();  // Its report checks that each sample is done or failed.
    shards_ = all_shards->values();
    failed_ = all_failed->values();
  }

  std::string Out() const { return folder_.path() + "/out"; }

  /// The names in the one shard, with spaces between.
  std::string NamesInShard() const {
    std::string names;
    for (const klay::TarMember& member : klay::ListTar(Out() + "/shard-000000.tar")) {
      names += (names.empty() ? "" : " ") + member.name;
    }
    return names;
  }

  beam::testing::TemporaryFolder folder_;
  std::vector<PackedShard> shards_;
  std::vector<klay::Failure> failed_;
};

TEST_F(WriteShardsTest, AFileThatShrinksOrBreaksWhileItIsReadFailsAlone) {
  Write({"a", "b shrinks", "c", "d breaks", "e"});
  ASSERT_EQ(shards_.size(), 1U);
  EXPECT_EQ(NamesInShard(), "a.wav c.wav e.wav");
  EXPECT_EQ(shards_[0].size_bytes,
            static_cast<std::int64_t>(fs::file_size(Out() + "/shard-000000.tar")));
  ASSERT_EQ(failed_.size(), 2U);
  std::ranges::sort(failed_);
  EXPECT_EQ(failed_[0].path, "faulty://b shrinks.wav");
  EXPECT_THAT(failed_[0].message, HasSubstr("expected 3000000 bytes, found 2097152"));
  EXPECT_THAT(failed_[1].message, HasSubstr("a bad sector"));
}

TEST_F(WriteShardsTest, AFileThatHasGoneOrChangedFailsAlone) {
  const std::string in = folder_.path() + "/in/";
  for (const std::string name : {"a", "b", "c"}) beam::io::WriteFile(in + name + ".wav", "sound");
  Write(in, {.samples = {{.audio_path = in + "a.wav", .sizes_bytes = {5}},
                         {.audio_path = in + "b.wav", .sizes_bytes = {500}},
                         {.audio_path = in + "c.wav", .sizes_bytes = {4}},
                         {.audio_path = in + "gone.wav", .sizes_bytes = {5}}}});
  EXPECT_EQ(NamesInShard(), "a.wav");
  ASSERT_EQ(failed_.size(), 3U);
  std::ranges::sort(failed_);
  EXPECT_THAT(failed_[0].message, HasSubstr("expected 500 bytes, found 5"));
  EXPECT_THAT(failed_[1].message, HasSubstr("expected 4 bytes, found 5"));
  EXPECT_EQ(failed_[2].code, "not_found");
}

TEST_F(WriteShardsTest, AShardThatLosesAllIsNotWritten) {
  EXPECT_THROW(Write({"shrinks", "breaks"}), beam::Error) << "every input failed";
  EXPECT_TRUE(fs::is_empty(Out()));
}

TEST_F(WriteShardsTest, WhatMayPassIsTriedAgain) {
  Write({"a", "b waits"});
  EXPECT_EQ(NamesInShard(), "a.wav b waits.wav");
  EXPECT_TRUE(failed_.empty());
}

}  // namespace
}  // namespace job_shard
