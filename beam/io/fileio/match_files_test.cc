#include "beam/io/fileio/match_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "beam/direct/direct_runner.h"
#include "beam/io/fileio/read_matches.h"
#include "beam/io/whole_file.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/map.h"
#include "beam/testing/collect.h"
#include "beam/testing/temporary_folder.h"

namespace beam::io {
namespace {

using testing::Collect;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TemporaryFolder;
using ::testing::UnorderedElementsAre;

class MatchFilesTest : public ::testing::Test {
 protected:
  std::string Touch(const std::string& name) {
    WriteFile(folder_.path() + "/" + name, name);
    return folder_.path() + "/" + name;
  }

  /// The paths that a transform finds, or its error.
  template <class Match>
  std::vector<std::string> Find(const Match& match) {
    Pipeline p;
    auto found = Collect("Found", p | match | Map("Path", &FileMetadata::path));
    const PipelineResult result = direct::RunPipeline(p);
    if (result.error.has_value()) return {result.error->what()};
    return found->values();
  }

  TemporaryFolder folder_;
};

TEST_F(MatchFilesTest, FindsFiles) {
  const std::string a = Touch("a.txt");
  const std::string b = Touch("d/b.txt");
  Touch("c.wav");
  EXPECT_THAT(Find(MatchFiles(folder_.path() + "/**.txt")), UnorderedElementsAre(a, b));
}

TEST_F(MatchFilesTest, WhetherNothingIsAnErrorHangsOnTheTreatment) {
  using enum EmptyMatchTreatment;
  const std::string wild = folder_.path() + "/*";
  const std::string name = folder_.path() + "/nobody";
  EXPECT_THAT(Find(MatchFiles(wild)), ElementsAre());
  EXPECT_THAT(Find(MatchFiles(name)), ElementsAre(HasSubstr("not_found")));
  EXPECT_THAT(Find(MatchFiles(wild, kDisallow)),
              ElementsAre(HasSubstr("no file matches: " + wild)));
  EXPECT_THAT(Find(MatchFiles(name, kDisallow)), ElementsAre(HasSubstr(name)));
  EXPECT_THAT(Find(MatchFiles(name, kAllow)), ElementsAre());
}

TEST_F(MatchFilesTest, PatternsMayBeElements) {
  const std::string a = Touch("a");
  const std::string b = Touch("b");
  const auto match = [&](Pipeline& p) {
    return p | Create("Patterns", {a, folder_.path() + "/*", folder_.path() + "/nobody"}) |
           MatchAll();
  };
  EXPECT_THAT(Find(match), UnorderedElementsAre(a, a, b));
}

TEST_F(MatchFilesTest, AnErrorFurtherDownIsNotTakenForNothing) {
  Touch("a");
  Pipeline p;
  p | MatchFiles(folder_.path() + "/*", EmptyMatchTreatment::kAllow) |
      Map("Fail", [](const FileMetadata& file) -> int {
        throw Error(ErrorCode::kNotFound, "lost: " + file.path);
      });
  const PipelineResult result = direct::RunPipeline(p);
  EXPECT_THAT(result.error->message(), HasSubstr("step \"Fail\" failed"));
}

TEST_F(MatchFilesTest, MatchesAreRead) {
  Touch("a");
  Touch("b");
  Pipeline p;
  auto texts = Collect("Texts", p | MatchFiles(folder_.path() + "/*") | ReadMatches() |
                                    Map("Read", [](const ReadableFile& f) { return f.ReadAll(); }));
  ASSERT_EQ(direct::RunPipeline(p).state, JobState::kDone);
  EXPECT_THAT(texts->values(), UnorderedElementsAre("a", "b"));
}

}  // namespace
}  // namespace beam::io
