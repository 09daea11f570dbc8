// A corpus of broken files: each is done, as far as it goes, or failed; nothing else happens.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>

#include "beam/io/whole_file.h"
#include "beam/testing/temporary_folder.h"
#include "job_run.h"
#include "klay_beam/audio/decode.h"
#include "klay_beam/audio/testing/broken_files.h"

namespace job_transcode {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using ::testing::StartsWith;

class BrokenInputsTest : public ::testing::Test {
 protected:
  BrokenInputsTest() {
    for (const klay::testing::BrokenFile& file : klay::testing::BrokenFiles(12)) {
      Write(file.name, file.bytes);
    }
    fs::create_directories(source_ + "/folder.wav");
  }

  void Write(const std::string& name, const std::string& bytes) {
    beam::io::WriteFile(source_ + "/" + name, bytes);
    names_.insert(name);
  }

  /// The names of the targets of all files but those that failed.
  std::set<std::string> TargetsBut(const Outcome& outcome,
                                   const std::string& suffix = ".flac") const {
    std::set<std::string> targets;
    for (const std::string& name : names_) {
      if (outcome.failures.contains(source_ + "/" + name)) continue;
      targets.insert(name.substr(0, name.rfind('.')) + suffix);
    }
    return targets;
  }

  beam::testing::TemporaryFolder folder_;
  const std::string source_ = folder_.path() + "/in";
  const std::string target_ = folder_.path() + "/out";
  FolderJob job_{source_, target_, folder_.path() + "/reports"};
  std::set<std::string> names_;
};

TEST_F(BrokenInputsTest, EachIsEitherDoneOrFailedAndTheSecondRunSkipsTheDone) {
  const Outcome first = job_.Run();
  EXPECT_EQ(job_.last().status, 0) << job_.last().errors;
  EXPECT_EQ(first.matched, static_cast<int64_t>(names_.size()));
  EXPECT_EQ(first.skipped, 0);
  EXPECT_GT(first.damaged, 40);
  EXPECT_GT(first.failures.size(), 30U);
  for (const auto& [path, why] : first.failures) {
    EXPECT_THAT(why, AnyOf(StartsWith("data_loss: "), StartsWith("invalid_argument: "),
                           StartsWith("unimplemented: ")))
        << path;
  }
  EXPECT_EQ(NamesBelow(target_), TargetsBut(first)) << "targets of what is done, nothing more";

  const Outcome second = job_.Run();
  EXPECT_EQ(job_.last().status, 0);
  EXPECT_EQ(second.skipped, first.done);
  EXPECT_EQ(second.done, 0);
  EXPECT_EQ(second.failures, first.failures);
}

TEST_F(BrokenInputsTest, WhatIsDoneIsWholeAndItsLengthIsThatOfTheSource) {
  const Outcome outcome = job_.Run({"--bit_depth=16"});
  for (const std::string& name : names_) {
    const std::string path = source_ + "/" + name;
    if (outcome.failures.contains(path)) continue;
    SCOPED_TRACE(name);
    const klay::Decoded source = klay::DecodeFile(path);
    const klay::Decoded target =
        klay::DecodeFile(target_ + "/" + name.substr(0, name.rfind('.')) + ".flac");
    EXPECT_EQ(target.damage, std::nullopt);
    EXPECT_EQ(target.audio.frames, source.audio.frames);
    EXPECT_EQ(target.audio.channels, source.audio.channels);
    EXPECT_EQ(target.audio.sample_rate, source.audio.sample_rate);
  }
}

TEST_F(BrokenInputsTest, EndThatWayWhateverIsAskedFor) {
  for (const std::string suffix : {".wav", ".ogg", ".mp3", ".m4a", ".opus"}) {
    SCOPED_TRACE(suffix);
    fs::remove_all(target_);
    const Outcome outcome =
        job_.Run({"--target_audio_suffix=" + suffix, "--target_sample_rate=16000",
                  "--target_channels=1", "--loudness=-23", "--crop_start=0.05", "--copy_tags"});
    EXPECT_EQ(job_.last().status, 0) << job_.last().errors;
    EXPECT_GT(outcome.done, 60);
    EXPECT_EQ(NamesBelow(target_), TargetsBut(outcome, suffix));
  }
}

TEST_F(BrokenInputsTest, DamagedFilesFailWhenAsked) {
  const Outcome kept = job_.Run();
  const Outcome failing = job_.Run({"--damaged=fail", "--overwrite"});
  EXPECT_EQ(failing.done, kept.done - kept.damaged);
  EXPECT_EQ(failing.damaged, 0);
}

TEST_F(BrokenInputsTest, NothingButBrokenFilesIsAFailedRun) {
  fs::remove_all(source_);
  Write("empty.wav", "");
  Write("text.wav", "this is no music");
  const Outcome outcome = job_.Run();
  EXPECT_EQ(job_.last().status, 1);
  EXPECT_EQ(outcome.failures.size(), 2U);
  EXPECT_TRUE(NamesBelow(target_).empty());
}

}  // namespace
}  // namespace job_transcode
