#include "beam/io/fileio/match_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>

#include "beam/direct/direct_runner.h"
#include "beam/io/file_system.h"
#include "beam/io/fileio/read_matches.h"
#include "beam/io/whole_file.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/map.h"
#include "beam/testing/collect.h"
#include "beam/testing/passert.h"
#include "beam/testing/temporary_folder.h"
#include "beam/testing/test_pipeline.h"

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

TEST_F(MatchFilesTest, GivesEachFileOnceInEveryWay) {
  std::vector<std::string> all;
  for (const char* folder : {"a", "a-b", "a/b", "a.txt.d", "new\nline", "\xff", "[x]/*"}) {
    for (int i = 0; i < 200; ++i) all.push_back(Touch(folder + ("/" + std::to_string(i))));
  }
  all.push_back(Touch("a.txt"));
  for (const EmptyMatchTreatment empty :
       {EmptyMatchTreatment::kAllow, EmptyMatchTreatment::kDisallow}) {
    testing::RunEveryWay([&](Pipeline& p) {
      const auto paths =
          p | MatchFiles(folder_.path() + "/**", empty) | Map("Path", &FileMetadata::path);
      testing::PAssert(paths).ContainsInAnyOrder(all);
    });
  }
}

TEST_F(MatchFilesTest, OneListingIsSharedByTheWorkers) {
  const std::function<std::string(int)> layouts[] = {
      [](int i) { return "flat/" + std::to_string(i); },
      [](int i) { return "deep/x/y/" + std::to_string(i); },
      [](int i) { return "wide/" + std::to_string(i) + "/x"; },
      [](int i) { return "many/x/" + std::to_string(i / 10) + "/y/" + std::to_string(i); }};
  for (const auto& path_of : layouts) {
    std::vector<std::string> all;
    for (int i = 100; i < 180; ++i) all.push_back(Touch(path_of(i)));
    const std::string top = path_of(0).substr(0, 4);
    // The worker that has the first file waits for one that has the last.
    auto is_last_found = std::make_shared<std::atomic<bool>>(false);
    Pipeline p;
    auto found =
        Collect("Found",
                p | MatchFiles(folder_.path() + "/" + top + "/**", EmptyMatchTreatment::kDisallow) |
                    Map("Meet", [=](const FileMetadata& file) {
                      if (file.path == all.back()) *is_last_found = true;
                      while (file.path == all.front() && !*is_last_found) {
                        std::this_thread::yield();
                      }
                      return file.path;
                    }));
    ASSERT_EQ(direct::RunPipeline(p, {.direct_num_workers = 3}).state, JobState::kDone);
    EXPECT_THAT(found->values(), ::testing::UnorderedElementsAreArray(all));
  }
}

/// A file system that only knows its files in no order.
class ShuffledFileSystem final : public FileSystem {
 public:
  void Match(const std::string& pattern,
             const std::function<void(FileMetadata&&)>& found) const override {
    if (pattern.ends_with("none")) return;
    for (const char* name : {"b", "a", "d", "c"}) found({pattern + "/" + name, 0, 0});
  }
  FileMetadata Stat(const std::string& path) const override { Refuse(path); }
  std::unique_ptr<RandomAccessFile> Open(const std::string& path) const override { Refuse(path); }
  std::unique_ptr<FileWriter> Create(const std::string& path) const override { Refuse(path); }
  void Rename(const std::string& from, const std::string&) const override { Refuse(from); }
  void Remove(const std::string& path) const override { Refuse(path); }

 private:
  [[noreturn]] static void Refuse(const std::string& path) {
    throw Error(ErrorCode::kUnimplemented, "only listed: " + path);
  }
};

TEST_F(MatchFilesTest, ListsFileSystemsThatHaveNoOrder) {
  RegisterFileSystem("shuffled", std::make_unique<ShuffledFileSystem>());
  for (const auto empty : {EmptyMatchTreatment::kAllow, EmptyMatchTreatment::kDisallow}) {
    EXPECT_THAT(Find(MatchFiles("shuffled://x", empty)),
                UnorderedElementsAre("shuffled://x/a", "shuffled://x/b", "shuffled://x/c",
                                     "shuffled://x/d"));
  }
  EXPECT_THAT(Find(MatchFiles("shuffled://none", EmptyMatchTreatment::kAllow)), ElementsAre());
  EXPECT_THAT(Find(MatchFiles("shuffled://none", EmptyMatchTreatment::kDisallow)),
              ElementsAre(HasSubstr("no file matches: shuffled://none")));
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
