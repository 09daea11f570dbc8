#include "klay_beam/files/skip_completed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "beam/beam.h"
#include "beam/direct/direct_runner.h"
#include "beam/io/whole_file.h"
#include "beam/testing/as_nobody.h"
#include "beam/testing/collect.h"
#include "beam/testing/temporary_folder.h"
#include "klay_beam/transforms/match_files.h"
#include "klay_beam/transforms/run_report.h"

namespace klay {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SkipCompletedTest : public ::testing::Test {
 protected:
  void Write(const std::string& name, std::string_view bytes = "whole") {
    beam::io::WriteFile(folder_.path() + "/" + name, bytes);
  }
  std::string In(const std::string& name) const { return folder_.path() + "/" + name; }

  struct Result {
    std::set<std::string> todo;  ///< Names below the folder.
    std::vector<Failure> failed;
    Books books;
  };

  /// Looks at what `pattern` matches below the folder.
  Result Run(const std::string& pattern, const SkipCompletedOptions& options) {
    beam::Pipeline p;
    auto [files, failed] = p | MatchFiles(In(pattern)) | SkipCompleted(options);
    const auto todo = beam::testing::Collect("Todo", files);
    const auto failures = beam::testing::Collect("Failures", failed);
    // What is done with the files, so that the books balance.
    struct Done {
      beam::Counter done{kDoneMetric};
      void Process(const beam::io::FileMetadata&) const { done.Increment(); }
    };
    files | beam::ParDo("Done", Done());
    const beam::PipelineResult result = beam::direct::RunPipeline(p, {.direct_num_workers = 2});
    Result found{.todo = {}, .failed = failures->values(), .books = BooksOf(result.metrics)};
    for (const auto& file : todo->values()) {
      found.todo.insert(file.path.substr(folder_.path().size() + 1));
    }
    EXPECT_EQ(found.books.Missing(), 0);
    return found;
  }

  beam::testing::TemporaryFolder folder_;
};

TEST_F(SkipCompletedTest, LetsThroughWhatHasNoWholeTarget) {
  for (const char* name : {"done.wav", "new.wav", "empty.wav", "torn.wav"}) Write(name);
  Write("done.json", "{\"a\": 1}");
  Write("empty.json", "");
  Write("torn.json", "{\"a\": ");
  const Result result = Run("*.wav", {.old_suffix = ".wav", .new_suffixes = {".json"}});
  EXPECT_THAT(result.todo, ElementsAre("empty.wav", "new.wav", "torn.wav"));
  EXPECT_THAT(result.failed, IsEmpty());
  EXPECT_EQ(result.books.skipped, 1);
}

TEST_F(SkipCompletedTest, WantsAllTargets) {
  for (const char* name : {"a.wav", "b.wav", "a.x", "a.y", "b.x"}) Write(name);
  EXPECT_THAT(Run("*.wav", {.old_suffix = ".wav", .new_suffixes = {".x", ".y"}}).todo,
              ElementsAre("b.wav"));
}

TEST_F(SkipCompletedTest, FindsTargetsInAnotherFolder) {
  for (const char* name : {"in/a/x.wav", "in/b/x.wav", "in/y.wav", "out/a/x.npy", "out/y.npy"}) {
    Write(name);
  }
  EXPECT_THAT(Run("in/**.wav", {.old_suffix = ".wav",
                                .new_suffixes = {".npy"},
                                .source_dir = In("in"),
                                .target_dir = In("out")})
                  .todo,
              ElementsAre("in/b/x.wav"));
}

TEST_F(SkipCompletedTest, AFileOutsideTheSourceFolderIsAFailure) {
  for (const char* name : {"in/a.wav", "in2/b.wav"}) Write(name);
  const Result result = Run("**.wav", {.old_suffix = ".wav",
                                       .new_suffixes = {".npy"},
                                       .source_dir = In("in"),
                                       .target_dir = In("out")});
  EXPECT_THAT(result.todo, ElementsAre("in/a.wav"));
  ASSERT_THAT(result.failed, SizeIs(1));
  EXPECT_EQ(result.failed[0].path, In("in2/b.wav"));
  EXPECT_EQ(result.failed[0].step, "SkipCompleted");
  EXPECT_EQ(result.failed[0].code, "invalid_argument");
  EXPECT_THAT(result.failed[0].message, HasSubstr("not below the source folder"));
  EXPECT_EQ(result.books.failed, 1);
}

TEST_F(SkipCompletedTest, ATargetFolderThatCannotBeLookedIntoIsAFailure) {
  Write("in/a.wav");
  Write("out/a.npy");
  fs::permissions(In("out"), fs::perms::none);
  fs::permissions(folder_.path(), fs::perms::all);
  {
    const beam::testing::AsNobody nobody;
    const Result result = Run("in/*.wav", {.old_suffix = ".wav",
                                           .new_suffixes = {".npy"},
                                           .source_dir = In("in"),
                                           .target_dir = In("out")});
    ASSERT_THAT(result.failed, SizeIs(1));
    EXPECT_EQ(result.failed[0].code, "permission_denied");
  }
  fs::permissions(In("out"), fs::perms::all);
}

TEST_F(SkipCompletedTest, LooksAtTheTimesWhenAsked) {
  for (const char* name : {"old.wav", "old.npy", "same.wav", "same.npy"}) Write(name);
  const auto now = fs::last_write_time(In("same.wav"));
  fs::last_write_time(In("same.npy"), now);
  fs::last_write_time(In("old.npy"), now - std::chrono::hours(1));
  SkipCompletedOptions options{.old_suffix = ".wav", .new_suffixes = {".npy"}};
  EXPECT_THAT(Run("*.wav", options).todo, IsEmpty());
  options.check_timestamp = true;
  EXPECT_THAT(Run("*.wav", options).todo, ElementsAre("old.wav"));
}

TEST_F(SkipCompletedTest, OverwritingSkipsNothing) {
  for (const char* name : {"a.wav", "a.npy"}) Write(name);
  const Result result =
      Run("*.wav", {.old_suffix = ".wav", .new_suffixes = {".npy"}, .overwrite = true});
  EXPECT_THAT(result.todo, ElementsAre("a.wav"));
  EXPECT_EQ(result.books.skipped, 0);
}

TEST_F(SkipCompletedTest, NamesAreLiteral) {
  for (const std::string name : {"[1]", "*", "?", "a b", "two\nlines", "{x,y}", "\xff"}) {
    Write(name + ".wav");
    Write(name + ".npy");
  }
  Write("1.wav");
  EXPECT_THAT(Run("**.wav", {.old_suffix = ".wav", .new_suffixes = {".npy"}}).todo,
              ElementsAre("1.wav"))
      << "[1].npy is no target of 1.wav";
}

TEST_F(SkipCompletedTest, TakesNamesOfAnyKind) {
  for (const char* name : {"a.wav", "b.wav", "a-x.npy"}) Write(name);
  EXPECT_THAT(
      Run("*.wav", {.targets = {FileNameMutator({.name_template = "{dir}/{stem}-x.npy"})}}).todo,
      ElementsAre("b.wav"));
}

TEST_F(SkipCompletedTest, RefusesToHaveNoTargets) {
  EXPECT_THROW(SkipCompleted({.old_suffix = ".wav", .targets = {FileNameMutator()}}), beam::Error);
  EXPECT_THROW(SkipCompleted({.old_suffix = ".wav"}), beam::Error);
  EXPECT_THROW(SkipCompleted({.new_suffixes = {".npy"}, .source_dir = "/a"}), beam::Error);
}

}  // namespace
}  // namespace klay
