// Walks through a part of a listing, and listings that are divided while they run.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <map>
#include <random>
#include <set>

#include "beam/base/describe.h"
#include "beam/base/error.h"
#include "beam/io/glob.h"
#include "beam/io/listing/path_order.h"
#include "beam/io/listing/path_range_tracker.h"
#include "beam/io/local_path.h"
#include "beam/io/local_walk.h"
#include "beam/io/whole_file.h"
#include "beam/testing/as_nobody.h"
#include "beam/testing/temporary_folder.h"

namespace beam::io {
namespace {

namespace fs = std::filesystem;
using testing::AsNobody;
using ::testing::ElementsAre;
using testing::TemporaryFolder;
using Names = std::vector<std::string>;

const Names kOddNames = {"a",   "a.txt", "a-b", "a b",       "ab",       "A", "b",
                         "[x]", "{a,b}", "*",   "new\nline", "\xff\xfe", "é", "\x01",
                         "~",   "'\"",   ".h",  "a\\b",      "?",        "z"};

class LocalWalkPartsTest : public ::testing::Test {
 protected:
  LocalWalkPartsTest() { fs::permissions(folder_.path(), fs::perms::all); }

  std::string At(const std::string& name) const { return folder_.path() + "/" + name; }
  void Touch(const std::string& name) const { WriteFile(At(name), ""); }

  std::string PickName() { return kOddNames[random_() % kOddNames.size()]; }

  /// Files and folders with names of which one is often the beginning of another.
  void MakeTree(int files) {
    for (int i = 0; i < files; ++i) {
      std::string path = PickName();
      for (int depth = static_cast<int>(random_() % 4); depth > 0; --depth) {
        path += "/" + PickName();
      }
      std::error_code error;
      fs::create_directories(fs::path(At(path)).parent_path(), error);
      if (!error && !fs::exists(At(path), error)) Touch(path);
    }
  }

  Names Patterns(const std::string& pattern) const {
    return LocalPatterns(EscapePattern(folder_.path()) + "/" + pattern);
  }

  /// What a walk for `patterns` claims from `part`; `claimed` is called behind each step.
  template <class Claimed>
  Names Walk(const Names& patterns, PathRangeTracker& part, const Claimed& claimed) const {
    Names found;
    const auto claim = [&](const ListingPosition& position) {
      const bool is_mine = part.TryClaim(position);
      claimed();
      return is_mine;
    };
    WalkLocal(patterns, {.begin = part.restriction().begin,
                         .enter =
                             [&](auto path, const auto& names) {
                               return claim(ListingPosition::Folder(path, names));
                             },
                         .found =
                             [&](auto path, const FileMetadata&) {
                               if (!claim(ListingPosition::File(path))) return false;
                               found.emplace_back(path);
                               return true;
                             }});
    part.TryClaim(ListingPosition::End());
    part.CheckDone();
    return found;
  }
  Names Walk(const Names& patterns, PathRange range) const {
    PathRangeTracker part(std::move(range));
    return Walk(patterns, part, [] {});
  }

  /// Any place in or beside the listing `all`.
  std::string PickCut(const Names& all) {
    std::string cut = all[random_() % all.size()];
    switch (random_() % 6) {
      case 0:
        return cut + "/";
      case 1:
        return fs::path(cut).parent_path();
      case 2:
        return fs::path(cut).parent_path().string() + "/";
      case 3:
        return fs::path(cut).parent_path().string() + "/" + PickName();
      case 4:
        return cut + "/" + PickName() + "/x";
      default:
        return cut;
    }
  }

  /// A listing in parts that are divided at random, until none is left; in the order of the parts'
  /// beginnings.
  Names WalkDivided(const Names& patterns, unsigned every) {
    std::map<std::string, Names, decltype(&PathLess)> by_begin(&PathLess);
    std::deque<PathRange> waiting = {PathRange{}};
    while (!waiting.empty()) {
      PathRangeTracker part(waiting.front());
      waiting.pop_front();
      const std::string begin = part.restriction().begin;
      double done = 0;
      const Names found = Walk(patterns, part, [&] {
        if (has_one_root_) {
          EXPECT_GE(part.FractionDone(), done) << Describe(part.restriction());
        }
        EXPECT_LE(part.FractionDone(), 1);
        if (random_() % every != 0) {
          done = part.FractionDone();
          return;
        }
        const auto end = part.restriction().end;
        const double fraction = static_cast<double>(random_() % 5) / 4;
        if (const auto rest = part.TrySplit(fraction)) {
          EXPECT_EQ(part.restriction().end, rest->begin);
          EXPECT_EQ(rest->end, end);
          EXPECT_TRUE(PathLess(begin, rest->begin));
          waiting.push_back(*rest);
          ++splits_;
        }
        done = part.FractionDone();
      });
      EXPECT_TRUE(by_begin.emplace(begin, found).second) << Describe(begin);
    }
    Names all;
    for (const auto& [begin, found] : by_begin) all.insert(all.end(), found.begin(), found.end());
    return all;
  }

  TemporaryFolder folder_;
  std::mt19937 random_{17};
  int splits_ = 0;
  bool has_one_root_ = true;  ///< Nobody knows of a second one when the first is walked.
};

TEST_F(LocalWalkPartsTest, TheOrderIsThatOfTheNamesAlongThePaths) {
  for (const char* name : {"a/b", "a-b", "a.txt", "a/b.c", "b", "a/a", "a0/x"}) Touch(name);
  Names found = Walk(Patterns("**"), {});
  EXPECT_THAT(found, ElementsAre(At("a/a"), At("a/b"), At("a/b.c"), At("a-b"), At("a.txt"),
                                 At("a0/x"), At("b")));
}

TEST_F(LocalWalkPartsTest, PartsBetweenAnyCutsGiveEachFileOnce) {
  const Names patterns = {"**", "*", "*/*", "a*/**", "{a,b,**/z}", "{*/a,a/*,**b}", "a/a*/*"};
  std::size_t cuts_inside = 0;
  for (int tree = 0; tree < 4; ++tree) {
    MakeTree(60);
    for (const std::string& pattern : patterns) {
      const Names all = Walk(Patterns(pattern), {});
      ASSERT_TRUE(std::is_sorted(all.begin(), all.end(), &PathLess)) << pattern;
      if (all.empty()) continue;
      for (int round = 0; round < 15; ++round) {
        std::set<std::string, decltype(&PathLess)> cuts(&PathLess);
        for (std::size_t i = random_() % 6; i > 0; --i) cuts.insert(PickCut(all));
        Names found;
        PathRange part;
        for (const std::string& cut : cuts) {
          part.end = cut;
          const Names piece = Walk(Patterns(pattern), part);
          cuts_inside += piece.empty() ? 0 : 1;
          found.insert(found.end(), piece.begin(), piece.end());
          part.begin = cut;
        }
        part.end.reset();
        const Names last = Walk(Patterns(pattern), part);
        found.insert(found.end(), last.begin(), last.end());
        ASSERT_EQ(found, all) << pattern << " cut at " << Describe(Names(cuts.begin(), cuts.end()));
      }
    }
  }
  EXPECT_GT(cuts_inside, 200U);
}

TEST_F(LocalWalkPartsTest, AListingThatIsDividedWhileItRunsGivesEachFileOnce) {
  MakeTree(150);
  for (const char* pattern : {"**", "*/*", "{a,b,**/z}", "a*/**", "*"}) {
    const Names all = Walk(Patterns(pattern), {});
    for (const unsigned every : {1U, 3U, 20U}) {
      for (int round = 0; round < 10; ++round) {
        ASSERT_EQ(WalkDivided(Patterns(pattern), every), all) << pattern;
      }
    }
  }
  EXPECT_GT(splits_, 1000);
}

TEST_F(LocalWalkPartsTest, RelativeAndAbsolutePathsAreOneListing) {
  MakeTree(40);
  has_one_root_ = false;
  const std::string before = fs::current_path();
  fs::current_path(folder_.path());
  const Names patterns = {EscapePattern(folder_.path()) + "/a*/**", "**"};
  const Names all = Walk(patterns, {});
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(), &PathLess));
  EXPECT_EQ(all.front().front(), '/');
  EXPECT_NE(all.back().front(), '/');
  for (int round = 0; round < 20; ++round) {
    EXPECT_EQ(WalkDivided(patterns, 4), all);
    const std::string& cut = all[random_() % all.size()];
    Names found = Walk(patterns, {.end = cut});
    const Names rest = Walk(patterns, {.begin = cut});
    found.insert(found.end(), rest.begin(), rest.end());
    EXPECT_EQ(found, all);
  }
  fs::current_path(before);
}

TEST_F(LocalWalkPartsTest, FoldersOutsideThePartAreNotOpened) {
  for (const char* name : {"a/x", "b/c/x", "b/d/x", "b/e/x", "f/x"}) Touch(name);
  for (const char* name : {"a", "b/c", "b/e", "f"}) fs::permissions(At(name), fs::perms::none);
  {
    const AsNobody nobody;
    EXPECT_THROW(Walk(Patterns("**"), {}), Error);
    EXPECT_THAT(Walk(Patterns("**"), {.begin = At("b/c-"), .end = At("b/e")}),
                ElementsAre(At("b/d/x")));
    EXPECT_THAT(Walk(Patterns("**"), {.begin = At("b/d"), .end = At("b/d/y")}),
                ElementsAre(At("b/d/x")));
    EXPECT_THAT(Walk(Patterns("*/*/*"), {.begin = At("b/d/x"), .end = At("b/e")}),
                ElementsAre(At("b/d/x")));
    EXPECT_THROW(Walk(Patterns("**"), {.begin = At("b/d"), .end = At("b/e/z")}), Error);
    EXPECT_THROW(Walk(Patterns("**"), {.begin = At("b/d")}), Error);
  }
  for (const char* name : {"a", "b/c", "b/e", "f"}) fs::permissions(At(name), fs::perms::owner_all);
}

TEST_F(LocalWalkPartsTest, ADeepTreeNeedsNotAFolderOpenOnEachLevel) {
  std::string path;
  for (int depth = 0; depth < 200; ++depth) path += "d/";
  Touch(path + "x");
  rlimit limit;
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  const rlimit low{.rlim_cur = 100, .rlim_max = limit.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &low), 0);
  EXPECT_THAT(Walk(Patterns("**"), {}), ElementsAre(At(path + "x")));
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

}  // namespace
}  // namespace beam::io
