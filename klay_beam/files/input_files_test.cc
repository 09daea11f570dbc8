#include "klay_beam/files/input_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "beam/beam.h"
#include "beam/direct/direct_runner.h"
#include "beam/io/whole_file.h"
#include "beam/testing/collect.h"
#include "beam/testing/temporary_folder.h"
#include "klay_beam/transforms/run_report.h"

namespace klay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class MatchInputsTest : public ::testing::Test {
 protected:
  MatchInputsTest() {
    for (int i = 0; i < 20; ++i) Write("file" + std::to_string(100 + i) + ".wav");
  }
  void Write(const std::string& name, const std::string& bytes = "x") {
    beam::io::WriteFile(folder_.path() + "/" + name, bytes);
  }

  /// The names that are found; the failures go to failed_.
  std::set<std::string> Find(InputOptions options, int num_workers = 2) {
    if (!options.manifest.has_value()) options.match_pattern = folder_.path() + "/**";
    beam::Pipeline p;
    auto [files, failed] = p | MatchInputs(options);
    const auto found = beam::testing::Collect("Found", files);
    const auto failures = beam::testing::Collect("Failures", failed);
    result_ = beam::direct::RunPipeline(p, {.direct_num_workers = num_workers});
    failed_ = failures->values();
    std::set<std::string> names;
    for (const auto& file : found->values()) {
      EXPECT_EQ(file.size_bytes, 1);
      names.insert(file.path.substr(folder_.path().size() + 1));
    }
    EXPECT_EQ(names.size(), found->values().size());
    EXPECT_EQ(BooksOf(result_.metrics).matched,
              static_cast<std::int64_t>(names.size() + failed_.size()));
    return names;
  }

  beam::testing::TemporaryFolder folder_;
  std::vector<Failure> failed_;
  beam::PipelineResult result_;
};

TEST_F(MatchInputsTest, FindsWhatAPatternMatches) {
  Write("other.txt");
  EXPECT_THAT(Find({.audio_suffix = ".WAV"}), SizeIs(20));
  EXPECT_THAT(Find({}), SizeIs(21));
}

TEST_F(MatchInputsTest, TakesTheFirstByPath) {
  EXPECT_THAT(Find({.limit = 2}), ElementsAre("file100.wav", "file101.wav"));
  EXPECT_THAT(Find({.limit = 100}), SizeIs(20));
}

TEST_F(MatchInputsTest, DrawsTheSameSampleForASeed) {
  const auto sample = Find({.sample = 5, .seed = 7});
  EXPECT_THAT(sample, SizeIs(5));
  EXPECT_EQ(Find({.sample = 5, .seed = 7}, 1), sample);
  EXPECT_NE(Find({.sample = 5, .seed = 8}), sample);
}

TEST_F(MatchInputsTest, ShufflingLosesNothing) {
  const auto all = Find({});
  EXPECT_EQ(Find({.shuffle = true}), all);
  EXPECT_THAT(Find({.limit = 3, .shuffle = true}), SizeIs(3));
}

TEST_F(MatchInputsTest, TakesWhatAManifestLists) {
  const std::string manifest = folder_.path() + "/list.jsonl";
  std::string lines;
  for (const char* name : {"file101.wav", "file102.wav", "missing.wav", "list.jsonl"}) {
    lines += "\"" + folder_.path() + "/" + name + "\"\n";
  }
  beam::io::WriteFile(manifest, lines + "3\n");
  EXPECT_THAT(Find({.manifest = manifest, .audio_suffix = ".wav"}),
              ElementsAre("file101.wav", "file102.wav"));
  ASSERT_THAT(failed_, SizeIs(2));
  std::sort(failed_.begin(), failed_.end());
  EXPECT_EQ(failed_[0].path, manifest + ", line 5");
  EXPECT_EQ(failed_[0].code, "invalid_argument");
  EXPECT_THAT(failed_[1].path, HasSubstr("missing.wav"));
  EXPECT_EQ(failed_[1].code, "not_found");
  EXPECT_THAT(Find({.manifest = manifest, .audio_suffix = ".wav", .limit = 1}),
              ElementsAre("file101.wav"));
}

TEST_F(MatchInputsTest, NothingToDoIsAnError) {
  const std::string manifest = folder_.path() + "/list.txt";
  beam::io::WriteFile(manifest, "\n");
  EXPECT_THAT(Find({.manifest = manifest}), IsEmpty());
  EXPECT_EQ(result_.state, beam::JobState::kFailed);
  beam::io::WriteFile(manifest, folder_.path() + "/file101.wav\n");
  EXPECT_THAT(Find({.manifest = manifest, .audio_suffix = ".mp3"}), IsEmpty());
  EXPECT_EQ(result_.state, beam::JobState::kFailed);
  Find({.audio_suffix = ".mp3"});
  EXPECT_EQ(result_.state, beam::JobState::kFailed);
}

TEST_F(MatchInputsTest, RefusesOptionsThatMakeNoSense) {
  EXPECT_THROW(MatchInputs({}), beam::Error);
  EXPECT_THROW(MatchInputs({.match_pattern = "/a", .manifest = "/b"}), beam::Error);
  EXPECT_THROW(MatchInputs({.match_pattern = "/a", .limit = 0}), beam::Error);
  EXPECT_THROW(MatchInputs({.match_pattern = "/a", .limit = 1, .sample = 1}), beam::Error);
}

}  // namespace
}  // namespace klay
