#include "beam/io/local_walk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <random>
#include <set>

#include "beam/base/error.h"
#include "beam/io/glob.h"
#include "beam/io/local_path.h"
#include "beam/io/whole_file.h"
#include "beam/testing/as_nobody.h"
#include "beam/testing/temporary_folder.h"

namespace beam::io {
namespace {

namespace fs = std::filesystem;
using testing::AsNobody;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TemporaryFolder;
using ::testing::UnorderedElementsAre;

constexpr fs::perms kPass = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
constexpr fs::perms kList = fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read;

class LocalWalkTest : public ::testing::Test {
 protected:
  LocalWalkTest() { fs::permissions(folder_.path(), fs::perms::all); }

  /// Or the folder could not be removed by who is not root.
  void TearDown() override {
    for (const std::string& path : restricted_) fs::permissions(path, fs::perms::owner_all);
  }

  void Restrict(const std::string& name, fs::perms allowed) {
    fs::permissions(At(name), allowed);
    restricted_.push_back(At(name));
  }

  std::string At(const std::string& name) const { return folder_.path() + "/" + name; }
  void Touch(const std::string& name) const { WriteFile(At(name), name); }

  /// What the walk finds below the folder, without the folder's name.
  std::vector<std::string> Walk(const std::string& pattern) const {
    std::vector<std::string> names;
    WalkLocal(LocalPatterns(EscapePattern(folder_.path()) + "/" + pattern),
              {.enter = [](auto, const auto&) { return true; },
               .found =
                   [&](auto path, FileMetadata&& file) {
                     EXPECT_EQ(file.path, path);
                     names.push_back(file.path.substr(folder_.path().size() + 1));
                     return true;
                   }});
    return names;
  }

  std::string MessageOfForbidden(const std::string& pattern) const {
    try {
      Walk(pattern);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kPermissionDenied);
      return error.message();
    }
    ADD_FAILURE() << "no error for " << pattern;
    return "";
  }

  TemporaryFolder folder_;
  std::vector<std::string> restricted_;
};

TEST_F(LocalWalkTest, FindsWhatThePatternMatchesOnceEach) {
  std::mt19937 random(5);
  std::set<std::string> all;
  const std::vector<std::string> parts = {"a", "b", "ab", "a.b", "[x]", ".h", "\xff", "é"};
  for (int i = 0; i < 80; ++i) {
    std::string path = "f" + parts[random() % parts.size()];
    for (int depth = static_cast<int>(random() % 4); depth > 0; --depth)
      path = parts[random() % parts.size()] + "/" + path;
    Touch(path);
    all.insert(path);
  }
  const std::vector<std::string> pieces = {
      "*",  "?",   "a",  "[a-f]*",  "**",    "f*",      "{a,b,ab}", "*b",     "**b", "[!a]*",
      "a*", "a**", "fa", "\\[x\\]", "*/fab", "{a/b,*}", "{**,a*}",  "{a,*}*", ".*",  "{b/**/,}f*"};
  std::size_t matched = 0;
  for (int i = 0; i < 1500; ++i) {
    std::string pattern = pieces[random() % pieces.size()];
    for (int depth = static_cast<int>(random() % 4); depth > 0; --depth)
      pattern = pieces[random() % pieces.size()] + "/" + pattern;
    std::vector<std::string> expected;
    const Glob glob(pattern);
    for (const std::string& path : all) {
      if (glob.Matches(path)) expected.push_back(path);
    }
    std::vector<std::string> found = Walk(pattern);
    std::sort(found.begin(), found.end());
    EXPECT_EQ(found, expected) << pattern;
    matched += found.size();
  }
  EXPECT_GT(matched, 1000U);
}

TEST_F(LocalWalkTest, AlternativesThatOverlapGiveAFileOnce) {
  for (const char* name : {"a/x.wav", "a/b/x.wav", "y.wav"}) Touch(name);
  EXPECT_THAT(Walk("{**/*.wav,a/*.wav,a/x.wav,*/b/*,y*,y.wav}"),
              UnorderedElementsAre("a/x.wav", "a/b/x.wav", "y.wav"));
}

TEST_F(LocalWalkTest, LinksToFilesMatchAndCirclesEnd) {
  Touch("d/a.wav");
  fs::create_symlink("a.wav", At("d/link.wav"));
  fs::create_symlink("nowhere", At("d/dangling.wav"));
  fs::create_symlink("..", At("d/up"));
  fs::create_symlink("self", At("d/self"));
  fs::create_directory_symlink("d", At("linked"));
  EXPECT_THAT(Walk("**"), UnorderedElementsAre("d/a.wav", "d/link.wav"));
  EXPECT_THAT(Walk("**/*/*.wav"), UnorderedElementsAre("d/a.wav", "d/link.wav"));
  EXPECT_THAT(Walk("*/*.wav"),
              UnorderedElementsAre("d/a.wav", "d/link.wav", "linked/a.wav", "linked/link.wav"));
  EXPECT_THAT(Walk("linked/**"), UnorderedElementsAre("linked/a.wav", "linked/link.wav"));
  EXPECT_THAT(Walk("*/up/d/a.*"), UnorderedElementsAre("d/up/d/a.wav", "linked/up/d/a.wav"));
  EXPECT_THAT(Walk("*/self/*"), ElementsAre());
  EXPECT_THAT(Walk("{*/*.wav,**}"),
              UnorderedElementsAre("d/a.wav", "d/link.wav", "linked/a.wav", "linked/link.wav"));
}

TEST_F(LocalWalkTest, DotsInAPatternAreFoldersAsEver) {
  Touch("d/a.wav");
  EXPECT_THAT(Walk("./d/*"), ElementsAre("./d/a.wav"));
  EXPECT_THAT(Walk("d/../*/a.wav"), ElementsAre("d/../d/a.wav"));
}

TEST_F(LocalWalkTest, SlashesMayBeDoubledOrEscaped) {
  Touch("d/a.wav");
  for (const char* pattern : {"d//*", "d\\/*", "d\\//\\/*", "d///**", "//d/*"}) {
    EXPECT_THAT(Walk(pattern), ElementsAre("d/a.wav")) << pattern;
  }
}

TEST_F(LocalWalkTest, ASlashAtTheEndAsksForFoldersAndThereAreNone) {
  Touch("d/a.wav");
  EXPECT_THAT(Walk("*/"), ElementsAre());
  EXPECT_THAT(Walk("d/*/"), ElementsAre());
  EXPECT_THAT(Walk("**/"), ElementsAre());
}

TEST_F(LocalWalkTest, FilesThatVanishMeanwhileAreLeftOut) {
  for (int i = 0; i < 20; ++i) Touch(std::to_string(i));
  Touch("later/a");
  std::vector<std::string> found;
  WalkLocal({folder_.path() + "/**"},
            {.enter = [](auto, const auto&) { return true; },
             .found =
                 [&](auto, FileMetadata&& file) {
                   found.push_back(file.path);
                   for (const auto& entry : fs::directory_iterator(folder_.path())) {
                     fs::remove_all(entry);
                   }
                   return true;
                 }});
  EXPECT_EQ(found.size(), 1U);
}

TEST_F(LocalWalkTest, AFolderThatCannotBeListedIsAnErrorThatNamesIt) {
  Touch("secret/a.wav");
  Restrict("secret", fs::perms::none);
  const AsNobody nobody;
  EXPECT_THAT(MessageOfForbidden("**/*.wav"), HasSubstr(At("secret")));
  EXPECT_THAT(MessageOfForbidden("*/*.wav"), HasSubstr(At("secret")));
  EXPECT_THAT(MessageOfForbidden("s**"), HasSubstr(At("secret")));
}

TEST_F(LocalWalkTest, AFolderThatThePatternDoesNotReachMayBeForbidden) {
  Touch("a/x.wav");
  Touch("secret/a.wav");
  Restrict("secret", fs::perms::none);
  const AsNobody nobody;
  EXPECT_THAT(Walk("a**"), ElementsAre("a/x.wav"));
  EXPECT_THAT(Walk("{a,b}/**"), ElementsAre("a/x.wav"));
  EXPECT_THAT(Walk("[!s]*/*"), ElementsAre("a/x.wav"));
}

TEST_F(LocalWalkTest, AFolderThatOnlyLetsThroughIsPassed) {
  Touch("through/open/a.wav");
  Restrict("through", kPass);
  const AsNobody nobody;
  EXPECT_THAT(Walk("through/open/*.wav"), ElementsAre("through/open/a.wav"));
}

TEST_F(LocalWalkTest, WhatCannotBeLookedAtIsAnErrorNotLeftOut) {
  Touch("listed/d/a.wav");
  fs::create_directory_symlink("d", At("listed/link"));
  Restrict("listed", kList);
  const AsNobody nobody;
  EXPECT_THAT(MessageOfForbidden("listed/l*/a.wav"), HasSubstr(At("listed/link")));
  EXPECT_THAT(MessageOfForbidden("listed/*/a.wav"), HasSubstr(At("listed/")));
}

}  // namespace
}  // namespace beam::io
