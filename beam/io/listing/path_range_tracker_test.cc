#include "beam/io/listing/path_range_tracker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "beam/base/error.h"
#include "beam/io/listing/path_order.h"

namespace beam::io {
namespace {

using ::testing::Optional;

ListingPosition Folder(const std::string& path, const std::vector<std::string>& names) {
  auto folder = std::make_shared<FolderNames>(path);
  for (const std::string& name : names) folder->Add(name, 0);
  folder->Sort();
  return ListingPosition::Folder(folder->path(), folder);
}

ListingPosition File(std::string_view path) {
  return ListingPosition::File(path);
}

PathRange Range(std::string begin, std::optional<std::string> end) {
  return {std::move(begin), std::move(end)};
}

TEST(PathLess, PutsAFolderBeforeWhatIsInItAndBothBeforeLongerNames) {
  const std::vector<std::string> ordered = {"",     "/",   "/a",  "a",  "a/",   "a//",  "a/b",
                                            "a/b/", "a/c", "a\n", "a ", "a-b",  "a-b/", "a.txt",
                                            "a0",   "ab",  "b",   "~",  "\x80", "\xff"};
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    for (std::size_t j = 0; j < ordered.size(); ++j) {
      EXPECT_EQ(PathLess(ordered[i], ordered[j]), i < j) << ordered[i] << " " << ordered[j];
    }
  }
}

TEST(FolderNames, AreSortedWithTheirMarks) {
  FolderNames names("d/");
  names.Add("b", 2);
  names.Add("\xff", 255);
  names.Add("a", 0);
  names.Sort();
  ASSERT_EQ(names.size(), 3U);
  EXPECT_EQ(names[0], "a");
  EXPECT_EQ(names[2], "\xff");
  EXPECT_EQ(names.mark(0), 0);
  EXPECT_EQ(names.mark(1), 2);
  EXPECT_EQ(names.mark(2), 255);
}

TEST(FolderNames, CountsThoseBeforeAnyPlace) {
  FolderNames names("d/");
  for (const char* name : {"a", "a.txt", "b"}) names.Add(name, 0);
  names.Sort();
  for (const auto& [position, count] :
       std::vector<std::pair<const char*, std::size_t>>{{"", 0},
                                                        {"c/z", 0},
                                                        {"d", 0},
                                                        {"d/", 0},
                                                        {"d/a", 0},
                                                        {"d/a/", 1},
                                                        {"d/a-b", 1},
                                                        {"d/a/x", 1},
                                                        {"d/a.txt", 1},
                                                        {"d/b", 2},
                                                        {"d/b/", 3},
                                                        {"d/c", 3},
                                                        {"d-", 3},
                                                        {"e", 3}}) {
    EXPECT_EQ(names.CountBefore(position), count) << position;
  }
}

TEST(PathRangeTracker, ClaimsWhatIsBeforeTheEnd) {
  PathRangeTracker part(Range("d/b", "d/c/x"));
  EXPECT_TRUE(part.TryClaim(Folder("d/", {"b", "c", "e"})));
  EXPECT_TRUE(part.TryClaim(File("d/b")));
  EXPECT_TRUE(part.TryClaim(Folder("d/c/", {"w", "x"})));
  EXPECT_TRUE(part.TryClaim(File("d/c/w")));
  EXPECT_THROW(part.CheckDone(), Error);
  EXPECT_FALSE(part.TryClaim(File("d/c/x")));
  part.CheckDone();
  EXPECT_EQ(part.FractionDone(), 1);
  EXPECT_EQ(part.TrySplit(0.5), std::nullopt);
}

TEST(PathRangeTracker, RefusesFilesOutOfOrder) {
  PathRangeTracker part(Range("b", std::nullopt));
  EXPECT_THROW(part.TryClaim(File("a")), Error);
  EXPECT_TRUE(part.TryClaim(File("b/x")));
  EXPECT_THROW(part.TryClaim(File("b/x")), Error);
  EXPECT_TRUE(part.TryClaim(File("b-x")));
}

TEST(PathRangeTracker, ACheckpointLeavesAllThatIsNotClaimed) {
  PathRangeTracker part({});
  EXPECT_EQ(part.TrySplit(0), std::nullopt) << "nothing was begun";
  part.TryClaim(Folder("d/", {"a", "b"}));
  part.TryClaim(File("d/a"));
  EXPECT_THAT(part.TrySplit(0), Optional(Range("d/a/", std::nullopt)));
  EXPECT_EQ(part.restriction(), Range("", "d/a/"));
  EXPECT_FALSE(part.TryClaim(File("d/b")));

  PathRangeTracker in_folder({});
  in_folder.TryClaim(Folder("d/", {"a", "b"}));
  EXPECT_THAT(in_folder.TrySplit(0), Optional(Range("d/", std::nullopt)));
  EXPECT_FALSE(in_folder.TryClaim(File("d/a")));
}

TEST(PathRangeTracker, DividesTheFolderFurthestUpThatHasSomethingLeft) {
  PathRangeTracker part({});
  part.TryClaim(Folder("d/", {"a", "b", "c", "e", "f"}));
  part.TryClaim(Folder("d/a/", {"1", "2", "3"}));
  part.TryClaim(File("d/a/1"));
  EXPECT_THAT(part.TrySplit(0.5), Optional(Range("d/e", std::nullopt)));
  EXPECT_THAT(part.TrySplit(0.5), Optional(Range("d/c", "d/e")));
  EXPECT_THAT(part.TrySplit(0.5), Optional(Range("d/b", "d/c")));
  EXPECT_THAT(part.TrySplit(0.5), Optional(Range("d/a/3", "d/b")));
  EXPECT_THAT(part.TrySplit(0.9), Optional(Range("d/a/2", "d/a/3")));
  EXPECT_EQ(part.TrySplit(0.5), std::nullopt);
  EXPECT_FALSE(part.TryClaim(File("d/a/2")));
  part.CheckDone();
}

TEST(PathRangeTracker, FoldersThatWereLeftAreNotDividedAnyMore) {
  PathRangeTracker part({});
  part.TryClaim(Folder("d/", {"a", "b"}));
  part.TryClaim(Folder("d/a/", {"1", "9"}));
  part.TryClaim(File("d/b"));
  EXPECT_EQ(part.TrySplit(0.5), std::nullopt);
}

TEST(PathRangeTracker, TellsHowMuchIsDone) {
  PathRangeTracker part({});
  EXPECT_EQ(part.FractionDone(), 0);
  part.TryClaim(Folder("", {"a", "b", "c", "d"}));
  EXPECT_EQ(part.FractionDone(), 0);
  part.TryClaim(File("b"));
  EXPECT_EQ(part.FractionDone(), 0.25);
  part.TryClaim(Folder("c/", {"1", "2"}));
  EXPECT_EQ(part.FractionDone(), 0.5);
  part.TryClaim(File("c/2"));
  EXPECT_EQ(part.FractionDone(), 0.625);
  EXPECT_THAT(part.TrySplit(0.5), Optional(Range("d", std::nullopt)));
  EXPECT_NEAR(part.FractionDone(), 5.0 / 6, 1e-9);
}

TEST(PathRangeTracker, ARangeThatMustNotBeEmptyIsWholeUntilItIsNot) {
  PathRangeTracker part({.may_be_empty = false});
  part.TryClaim(Folder("", {"a", "b", "c"}));
  EXPECT_EQ(part.TrySplit(0.5), std::nullopt);
  EXPECT_FALSE(part.restriction().may_be_empty);
  part.TryClaim(File("a"));
  EXPECT_TRUE(part.restriction().may_be_empty);
  EXPECT_THAT(part.TrySplit(0.5), Optional(Range("c", std::nullopt)));
}

TEST(PathRangeTracker, FilesThatComeInNoOrderAreNotDivided) {
  PathRangeTracker part({.may_be_empty = false});
  EXPECT_TRUE(part.TryClaim(ListingPosition::SomeFile()));
  EXPECT_TRUE(part.TryClaim(ListingPosition::SomeFile()));
  EXPECT_TRUE(part.restriction().may_be_empty);
  EXPECT_EQ(part.TrySplit(0), std::nullopt);
  EXPECT_EQ(part.TrySplit(0.5), std::nullopt);
  EXPECT_FALSE(part.TryClaim(ListingPosition::End()));
  part.CheckDone();
}

}  // namespace
}  // namespace beam::io
