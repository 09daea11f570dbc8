// Targets on a disk that is full or read-only: small file systems in a mount namespace of the
// test's own, which an ordinary user may have as well.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

#include "beam/io/whole_file.h"
#include "beam/testing/temporary_folder.h"
#include "job_run.h"
#include "klay_beam/audio/decode.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/synthesis.h"

namespace job_transcode {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kInNamespace = "KLAY_TEST_IN_NAMESPACE";

class TargetDiskTest : public ::testing::Test {
 protected:
  TargetDiskTest() { fs::create_directories(target_); }
  ~TargetDiskTest() override { umount(target_.c_str()); }

  /// Whether this is the process that may mount. Else the test runs again in one that may, where
  /// there can be such.
  bool GoesOnHere() const {
    if (std::getenv(kInNamespace) != nullptr) return true;
    const std::string unshare = "unshare --user --map-root-user --mount ";
    if (std::system((unshare + "mount -t tmpfs none " + target_ + " 2>/dev/null").c_str()) != 0) {
      SkipIt();
      return false;
    }
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    const std::string again = std::string(kInNamespace) + "=1 " + unshare +
                              fs::read_symlink("/proc/self/exe").string() +
                              " --gtest_filter=" + test->test_suite_name() + "." + test->name();
    EXPECT_EQ(std::system(again.c_str()), 0) << again;
    return false;
  }

  static void SkipIt() { GTEST_SKIP() << "unshare makes no user and mount namespaces here"; }

  void Mount(unsigned long flags, const std::string& options) {
    ASSERT_EQ(mount("none", target_.c_str(), "tmpfs", flags, options.c_str()), 0);
  }

  /// Each failure says that the disk is full, and what to do.
  static void ExpectFull(const Outcome& outcome) {
    for (const auto& [path, why] : outcome.failures) {
      EXPECT_THAT(why, AllOf(StartsWith("resource_exhausted: "),
                             HasSubstr("(free space there, or write elsewhere): No space left")))
          << path;
    }
  }

  void Write(const std::string& name, double seconds) {
    beam::io::WriteFile(source_ + "/" + name,
                        klay::Encode(klay::Synthesize(klay::Signal::kNoise, 44100, 1, seconds, 1),
                                     klay::AudioFormat::kWav));
  }

  beam::testing::TemporaryFolder folder_;
  const std::string source_ = folder_.path() + "/in";
  const std::string target_ = folder_.path() + "/out";
  FolderJob job_{source_, target_, folder_.path() + "/reports"};
};

TEST_F(TargetDiskTest, ThatIsFullTakesWhatFitsAndNothingElse) {
  if (!GoesOnHere()) return;
  Mount(0, "size=1m");
  for (int i = 0; i < 6; ++i) Write(std::to_string(i) + ".wav", 3);  // 265 kB each.
  Write("tiny.wav", 0.01);
  const Outcome outcome = job_.Run({"--target_audio_suffix=.16.wav"});
  EXPECT_EQ(job_.last().status, 0) << job_.last().errors;
  EXPECT_EQ(outcome.matched, 7);
  EXPECT_GE(outcome.done, 2);
  EXPECT_FALSE(outcome.failures.empty());
  ExpectFull(outcome);
  const std::set<std::string> names = NamesBelow(target_);
  EXPECT_EQ(static_cast<int64_t>(names.size()), outcome.done) << "no temporaries";
  for (const std::string& name : names) {
    EXPECT_EQ(klay::DecodeFile(target_ + "/" + name).damage, std::nullopt) << name;
  }

  // Once there is room, another run does the rest.
  ASSERT_EQ(mount("none", target_.c_str(), "tmpfs", MS_REMOUNT, "size=20m"), 0);
  const Outcome second = job_.Run({"--target_audio_suffix=.16.wav"});
  EXPECT_EQ(second.skipped, outcome.done);
  EXPECT_EQ(second.done, 7 - outcome.done);
}

TEST_F(TargetDiskTest, ThatIsFullStopsEveryFormatTheSameWay) {
  if (!GoesOnHere()) return;
  Mount(0, "size=128k");
  Write("long.wav", 40);
  Write("tiny.wav", 0.01);
  for (const std::string suffix : {".wav", ".aiff", ".flac", ".ogg", ".opus", ".mp3", ".m4a"}) {
    SCOPED_TRACE(suffix);
    const Outcome outcome =
        job_.Run({"--target_audio_suffix=" + suffix, "--target_sample_rate=48000", "--overwrite"});
    EXPECT_TRUE(outcome.failures.contains(source_ + "/long.wav"));
    ExpectFull(outcome);
    // The tiny one finds a place, but perhaps not while the long one has not given up.
    EXPECT_EQ(static_cast<int64_t>(NamesBelow(target_).size()), outcome.done);
    fs::remove(target_ + "/tiny" + suffix);
  }
}

TEST_F(TargetDiskTest, ThatTakesNoMoreFilesIsFull) {
  if (!GoesOnHere()) return;
  Mount(0, "nr_inodes=3");  // The root and two files.
  for (const std::string name : {"a.wav", "b.wav", "c.wav", "deep/d.wav"}) Write(name, 0.01);
  const Outcome outcome = job_.Run();
  EXPECT_LE(outcome.done, 2);
  ExpectFull(outcome);
  EXPECT_EQ(static_cast<int64_t>(NamesBelow(target_).size()), outcome.done);
}

TEST_F(TargetDiskTest, ThatIsReadOnlyIsAFailureOfEachFile) {
  if (!GoesOnHere()) return;
  Mount(MS_RDONLY, "");
  Write("a.wav", 0.1);
  Write("deep/b.wav", 0.1);
  const Outcome outcome = job_.Run();
  EXPECT_EQ(job_.last().status, 1);
  EXPECT_EQ(outcome.failures.size(), 2U);
  for (const auto& [path, why] : outcome.failures) {
    EXPECT_THAT(why, AllOf(StartsWith("permission_denied: "), HasSubstr("Read-only file system")))
        << path;
  }
  EXPECT_TRUE(NamesBelow(target_).empty());
}

}  // namespace
}  // namespace job_transcode
