#include "beam/io/local_file_system.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <thread>

#include "beam/base/error.h"
#include "beam/io/glob.h"
#include "beam/io/whole_file.h"
#include "beam/testing/temporary_folder.h"

namespace beam::io {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TemporaryFolder;
using ::testing::UnorderedElementsAre;

class LocalFileSystemTest : public ::testing::Test {
 protected:
  void Touch(const std::string& name) { WriteFile(folder_.path() + "/" + name, name); }

  /// The matches of `pattern` below the folder, without the folder's name.
  std::vector<std::string> Match(const std::string& pattern) {
    std::vector<std::string> names;
    files_.Match(folder_.path() + "/" + pattern, [&](FileMetadata&& file) {
      EXPECT_TRUE(file.path.starts_with(folder_.path() + "/")) << file.path;
      names.push_back(file.path.substr(folder_.path().size() + 1));
    });
    return names;
  }

  ErrorCode CodeOf(const std::function<void()>& call) {
    try {
      call();
    } catch (const Error& error) {
      EXPECT_THAT(error.message(), HasSubstr("/"));
      return error.code();
    }
    ADD_FAILURE() << "no error";
    return ErrorCode::kInternal;
  }

  TemporaryFolder folder_;
  LocalFileSystem files_;
};

TEST_F(LocalFileSystemTest, MatchesNamesFoldersAndAlternatives) {
  for (const char* name : {"a.wav", "b.mp3", "d/c.wav", "d/e/f.wav", "d/e/g.txt", ".hidden.wav"})
    Touch(name);
  EXPECT_THAT(Match("*.wav"), UnorderedElementsAre("a.wav", ".hidden.wav"));
  EXPECT_THAT(Match("**/*.wav"),
              UnorderedElementsAre("a.wav", ".hidden.wav", "d/c.wav", "d/e/f.wav"));
  EXPECT_THAT(Match("d/**.wav"), UnorderedElementsAre("d/c.wav", "d/e/f.wav"));
  EXPECT_THAT(Match("d/**"), UnorderedElementsAre("d/c.wav", "d/e/f.wav", "d/e/g.txt"));
  EXPECT_THAT(Match("d//e/*.{wav,txt}"), UnorderedElementsAre("d/e/f.wav", "d/e/g.txt"));
  EXPECT_THAT(Match("{a.wav,*.wav,b*}"), UnorderedElementsAre("a.wav", ".hidden.wav", "b.mp3"));
  EXPECT_THAT(Match("?/[a-d].wav"), UnorderedElementsAre("d/c.wav"));
  EXPECT_THAT(Match("*/e/*.txt"), UnorderedElementsAre("d/e/g.txt"));
  EXPECT_THAT(Match("nowhere/*.wav"), ElementsAre());
}

TEST_F(LocalFileSystemTest, ANameThatExistsIsMeantLiterally) {
  for (const char* name :
       {"take [1].wav", "take 1.wav", "a*.wav", "ab.wav", "{x}", "back\\slash", "[open"})
    Touch(name);
  for (const char* name : {"take [1].wav", "a*.wav", "{x}", "back\\slash", "[open"}) {
    EXPECT_THAT(Match(name), ElementsAre(name));
    EXPECT_THAT(Match(EscapePattern(name)), ElementsAre(name));
  }
  EXPECT_THAT(Match("take [12].wav"), ElementsAre("take 1.wav"));
}

TEST_F(LocalFileSystemTest, OddNamesMatch) {
  const std::vector<std::string> names = {"a b.wav",      "quote\"'.wav", "new\nline.wav",
                                          "\xff\xfe.wav", "日本.wav",     "-x.wav"};
  for (const std::string& name : names) Touch(name);
  EXPECT_THAT(Match("*.wav"), ::testing::UnorderedElementsAreArray(names));
  EXPECT_EQ(ReadFile(folder_.path() + "/new\nline.wav"), "new\nline.wav");
}

TEST_F(LocalFileSystemTest, TellsSizeAndTimeOfAFile) {
  Touch("a.wav");
  const FileMetadata file = files_.Stat(folder_.path() + "/a.wav");
  EXPECT_EQ(file.size_bytes, 5);
  struct stat status;
  ASSERT_EQ(stat(file.path.c_str(), &status), 0);
  EXPECT_EQ(file.modified_micros / 1000000, status.st_mtim.tv_sec);
}

TEST_F(LocalFileSystemTest, LinksToFilesMatchAndCirclesEnd) {
  Touch("d/a.wav");
  fs::create_symlink("a.wav", folder_.path() + "/d/link.wav");
  fs::create_symlink("nowhere", folder_.path() + "/d/dangling.wav");
  fs::create_symlink("..", folder_.path() + "/d/up");
  fs::create_directory_symlink("d", folder_.path() + "/linked");
  EXPECT_THAT(Match("**"), UnorderedElementsAre("d/a.wav", "d/link.wav"));
  EXPECT_THAT(Match("*/*.wav"),
              UnorderedElementsAre("d/a.wav", "d/link.wav", "linked/a.wav", "linked/link.wav"));
}

TEST_F(LocalFileSystemTest, NothingUnderALiteralNameIsAnError) {
  fs::create_directory(folder_.path() + "/d");
  EXPECT_EQ(CodeOf([&] { Match("nobody.wav"); }), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf([&] { Match("d"); }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(CodeOf([&] { Match("a[b"); }), ErrorCode::kInvalidArgument);
}

TEST_F(LocalFileSystemTest, AFolderThatCannotBeListedIsAnError) {
  Touch("secret/a.wav");
  fs::permissions(folder_.path(), fs::perms::all);
  fs::permissions(folder_.path() + "/secret", fs::perms::none);
  const bool is_root = geteuid() == 0;
  if (is_root) {
    ASSERT_EQ(seteuid(65534), 0);
  }  // root may list everything
  const ErrorCode code = CodeOf([&] { Match("**/*.wav"); });
  if (is_root) {
    ASSERT_EQ(seteuid(0), 0);
  }
  fs::permissions(folder_.path() + "/secret", fs::perms::owner_all);
  EXPECT_EQ(code, ErrorCode::kPermissionDenied);
}

TEST_F(LocalFileSystemTest, TheCallbackMayEndTheMatch) {
  for (int i = 0; i < 50; ++i) Touch(std::to_string(i));
  int seen = 0;
  EXPECT_THROW(files_.Match(folder_.path() + "/*",
                            [&](FileMetadata&&) {
                              if (++seen == 3) throw Error(ErrorCode::kCancelled, "enough");
                            }),
               Error);
  EXPECT_EQ(seen, 3);
}

TEST_F(LocalFileSystemTest, TheHomeFolderIsExpanded) {
  Touch("[home]/a.wav");
  const char* home = std::getenv("HOME");
  const std::string old_home = home == nullptr ? "" : home;
  setenv("HOME", (folder_.path() + "/[home]").c_str(), 1);
  std::vector<std::string> found;
  files_.Match("~/*.wav", [&](FileMetadata&& file) { found.push_back(file.path); });
  EXPECT_EQ(ReadFile("~/a.wav"), "[home]/a.wav");
  setenv("HOME", old_home.c_str(), 1);
  EXPECT_THAT(found, ElementsAre(folder_.path() + "/[home]/a.wav"));
  EXPECT_EQ(CodeOf([&] { files_.Stat("~no-such-user/x"); }), ErrorCode::kNotFound);
}

TEST_F(LocalFileSystemTest, TheWalkFindsWhatThePatternMatches) {
  std::mt19937 random(5);
  std::set<std::string> all;
  const std::vector<std::string> parts = {"a", "b", "ab", "a.b", "[x]", "é"};
  for (int i = 0; i < 60; ++i) {
    std::string path = "f" + parts[random() % parts.size()];
    for (int depth = static_cast<int>(random() % 4); depth > 0; --depth)
      path = parts[random() % parts.size()] + "/" + path;
    Touch(path);
    all.insert(path);
  }
  const std::vector<std::string> pieces = {"*",  "?",        "a",  "[a-f]*", "**",
                                           "f*", "{a,b,ab}", "*b", "**b",    "[!a]*"};
  for (int i = 0; i < 400; ++i) {
    std::string pattern = pieces[random() % pieces.size()];
    for (int depth = static_cast<int>(random() % 4); depth > 0; --depth)
      pattern = pieces[random() % pieces.size()] + "/" + pattern;
    std::vector<std::string> expected;
    const Glob glob(pattern);
    for (const std::string& path : all) {
      if (glob.Matches(path)) expected.push_back(path);
    }
    std::vector<std::string> found;
    try {
      found = Match(pattern);
    } catch (const Error& error) {
      EXPECT_EQ(expected.size(), 0U)
          << pattern << ": " << error.what();  // A literal that is not there.
    }
    std::sort(found.begin(), found.end());
    EXPECT_EQ(found, expected) << pattern;
  }
}

TEST_F(LocalFileSystemTest, AFileAppearsWholeOrNotAtAll) {
  const std::string path = folder_.path() + "/new/folder/out.bin";
  {
    auto file = files_.Create(path);
    file->Append("half");
    EXPECT_FALSE(fs::exists(path));
    EXPECT_THAT(Match("**"), ElementsAre());  // The temporary is nobody's input.
  }
  EXPECT_TRUE(fs::is_empty(folder_.path() + "/new/folder"));
  WriteFile(path, "whole");
  EXPECT_EQ(ReadFile(path), "whole");
  WriteFile(path, "again");
  EXPECT_EQ(ReadFile(path), "again");
}

TEST_F(LocalFileSystemTest, ManyWritersOfOneFileLeaveOneOfTheirs) {
  const std::string path = folder_.path() + "/out.bin";
  std::vector<std::thread> writers;
  for (char letter : std::string("abcd")) {
    writers.emplace_back([&path, letter] {
      for (int i = 0; i < 20; ++i) WriteFile(path, std::string(100000, letter));
    });
  }
  for (std::thread& writer : writers) writer.join();
  const std::string bytes = ReadFile(path);
  EXPECT_EQ(bytes, std::string(100000, bytes[0]));
  EXPECT_THAT(Match("*"), ElementsAre("out.bin"));
}

TEST_F(LocalFileSystemTest, AFullDiskIsAnErrorAndLeavesNothing) {
  // A limit on the size of files fails a write as a full disk does.
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit old_limit;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old_limit), 0);
  rlimit limit = old_limit;
  limit.rlim_cur = 50000;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  const ErrorCode code =
      CodeOf([&] { WriteFile(folder_.path() + "/big", std::string(100000, 'x')); });
  setrlimit(RLIMIT_FSIZE, &old_limit);
  std::signal(SIGXFSZ, old_handler);
  EXPECT_EQ(code, ErrorCode::kResourceExhausted);
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_F(LocalFileSystemTest, WhatIsNoRegularFileIsRefusedAndNeverWaitedFor) {
  ASSERT_EQ(mkfifo((folder_.path() + "/fifo").c_str(), 0600), 0);
  EXPECT_EQ(CodeOf([&] { files_.Open(folder_.path() + "/fifo"); }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(CodeOf([&] { files_.Open(folder_.path()); }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(CodeOf([&] { files_.Open(folder_.path() + "/nobody"); }), ErrorCode::kNotFound);
  EXPECT_THAT(Match("*"), ElementsAre());
}

TEST(FileSystemFor, AnUnknownSchemeNamesTheKnownOnes) {
  EXPECT_EQ(&FileSystemFor("/a/b"), &FileSystemFor("file:///a/b"));
  EXPECT_EQ(&FileSystemFor("odd name://x y"), &FileSystemFor("plain"));
  try {
    FileSystemFor("gs://bucket/x");
    FAIL() << "gs:// was taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUnimplemented);
    EXPECT_THAT(error.message(), HasSubstr("known: file://"));
  }
}

}  // namespace
}  // namespace beam::io
