// Files whose names a shell, a pattern or a list would trip over, names as long as they may be, and
// links.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "beam/io/whole_file.h"
#include "beam/testing/temporary_folder.h"
#include "job_run.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/synthesis.h"

namespace job_transcode {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class HostileNamesTest : public ::testing::Test {
 protected:
  HostileNamesTest() { fs::create_directories(source_); }

  /// A file with sound.
  void Write(const std::string& name) { beam::io::WriteFile(source_ + "/" + name, wav_); }

  const std::string wav_ =
      klay::Encode(klay::Synthesize(klay::Signal::kTone, 8000, 1, 0.1, 1), klay::AudioFormat::kWav);
  beam::testing::TemporaryFolder folder_;
  const std::string source_ = folder_.path() + "/in";
  const std::string target_ = folder_.path() + "/out";
  FolderJob job_{source_, target_, folder_.path() + "/reports"};
};

TEST_F(HostileNamesTest, AreNamesLikeOthers) {
  const std::vector<std::string> stems = {" space in front",
                                          "space behind ",
                                          "two  spaces",
                                          "'single' \"double\" `back`",
                                          "new\nline",
                                          "carriage\rreturn\ttab",
                                          "\x1B[31mred",
                                          "[a-z]",
                                          "{a,b}",
                                          "{stem}",
                                          "*",
                                          "**",
                                          "?",
                                          "-",
                                          "--match_pattern=x",
                                          "$HOME $(date) ;& | > < !#%s%n",
                                          "back\\slash",
                                          "~",
                                          ".hidden",
                                          "...",
                                          "a.wav",
                                          "comma, semicolon; colon:",
                                          "\u00FCml\u00E4ut \u97F3\u697D \U0001F3B5",
                                          "u\u0308 in two parts",
                                          "not UTF-8 \xFF\xFE\xC3",
                                          "folder [1]*?/deep\n\xFF/file"};
  std::set<std::string> targets;
  for (const std::string& stem : stems) {
    Write(stem + ".wav");
    targets.insert(stem + ".flac");
  }
  const Outcome first = job_.Run();
  EXPECT_EQ(job_.last().status, 0) << job_.last().errors;
  EXPECT_EQ(first.matched, static_cast<int64_t>(stems.size()));
  EXPECT_THAT(first.failures, ElementsAre());
  EXPECT_EQ(NamesBelow(target_), targets);
  const Outcome second = job_.Run();
  EXPECT_EQ(second.skipped, static_cast<int64_t>(stems.size()));
}

TEST_F(HostileNamesTest, OfFilesThatFailAreAManifest) {
  const std::string name = "no \"sound\" \n\xFF,.wav";
  beam::io::WriteFile(source_ + "/" + name, "text");
  Write("sound.wav");
  EXPECT_THAT(job_.Run().failures, ElementsAre(Pair(source_ + "/" + name, HasSubstr("data_loss"))));
}

TEST_F(HostileNamesTest, MayBeAsLongAsTheFileSystemTakes) {
  const std::string longest = std::string(250, 'x');
  std::string of_characters;  // Whose cut falls within one.
  while (of_characters.size() + 3 <= 250) of_characters += "\u97F3";
  Write(longest + ".wav");
  Write(of_characters + ".wav");
  EXPECT_THAT(job_.Run().failures, ElementsAre()) << "targets of 255 bytes and a few less";
  EXPECT_THAT(NamesBelow(target_),
              UnorderedElementsAre(longest + ".flac", of_characters + ".flac"));
  EXPECT_EQ(job_.Run().skipped, 2);
}

TEST_F(HostileNamesTest, WhoseTargetWouldBeTooLongAreFailures) {
  const std::string too_long = std::string(251, 'x') + ".wav";
  Write(too_long);
  Write("short.wav");
  const Outcome outcome = job_.Run();
  EXPECT_EQ(job_.last().status, 0);
  EXPECT_THAT(outcome.failures,
              ElementsAre(Pair(source_ + "/" + too_long,
                               ::testing::AllOf(HasSubstr("invalid_argument"),
                                                HasSubstr("File name too long")))));
  EXPECT_THAT(NamesBelow(target_), ElementsAre("short.flac"));
}

TEST_F(HostileNamesTest, LinksAreFollowedToFilesAndNeverInCircles) {
  Write("folder/real.wav");
  fs::create_symlink("real.wav", source_ + "/folder/link.wav");
  fs::create_symlink("nobody.wav", source_ + "/folder/broken.wav");
  fs::create_symlink("self.wav", source_ + "/folder/self.wav");
  fs::create_symlink("..", source_ + "/folder/up");
  fs::create_symlink("folder", source_ + "/other");
  const Outcome outcome = job_.Run();
  EXPECT_EQ(job_.last().status, 0) << job_.last().errors;
  EXPECT_THAT(outcome.failures, ElementsAre());
  const std::set<std::string> names = NamesBelow(target_);
  EXPECT_EQ(static_cast<int64_t>(names.size()), outcome.done);
  EXPECT_TRUE(names.contains("folder/real.flac"));
  EXPECT_TRUE(names.contains("folder/link.flac"));
  EXPECT_FALSE(names.contains("folder/broken.flac"));
  EXPECT_FALSE(fs::is_symlink(target_ + "/folder/link.flac"));
  EXPECT_EQ(job_.Run().skipped, outcome.done);
}

TEST_F(HostileNamesTest, OneOfSeveralFilesWithTheSameTargetIsDone) {
  Write("a.wav");
  Write("a.WAV");
  Write("a.aiff");
  const Outcome outcome = job_.Run();
  EXPECT_EQ(outcome.done, 1);
  EXPECT_THAT(outcome.failures,
              UnorderedElementsAre(Pair(source_ + "/a.aiff", HasSubstr("its target is that of")),
                                   Pair(source_ + "/a.wav", HasSubstr("its target is that of"))));
  EXPECT_THAT(NamesBelow(target_), ElementsAre("a.flac"));
}

TEST_F(HostileNamesTest, WhatIsInTheTargetsPlaceIsAFailureAndStays) {
  Write("folder.wav");
  Write("below/file.wav");
  Write("sound.wav");
  fs::create_directories(target_ + "/folder.flac");
  beam::io::WriteFile(target_ + "/below", "a file, not a folder");
  const Outcome outcome = job_.Run();
  EXPECT_EQ(outcome.done, 1);
  EXPECT_EQ(outcome.failures.size(), 2U);
  EXPECT_EQ(beam::io::ReadFile(target_ + "/below"), "a file, not a folder");
  EXPECT_THAT(NamesBelow(target_), UnorderedElementsAre("below", "sound.flac"));
}

}  // namespace
}  // namespace job_transcode
