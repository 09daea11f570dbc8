#include "beam/io/local_file_system.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
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

TEST_F(LocalFileSystemTest, NothingUnderALiteralNameIsAnError) {
  fs::create_directory(folder_.path() + "/d");
  EXPECT_EQ(CodeOf([&] { Match("nobody.wav"); }), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf([&] { Match("d"); }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(CodeOf([&] { Match("a[b"); }), ErrorCode::kInvalidArgument);
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

TEST_F(LocalFileSystemTest, TheHomeFolderIsExpandedInEachAlternative) {
  Touch("home/a.wav");
  Touch("b.wav");
  const char* old_home = std::getenv("HOME");
  const std::string kept = old_home == nullptr ? "" : old_home;
  setenv("HOME", (folder_.path() + "/home").c_str(), 1);
  std::vector<std::string> found;
  files_.Match("{~," + folder_.path() + "}/*.wav",
               [&](FileMetadata&& file) { found.push_back(file.path); });
  setenv("HOME", kept.c_str(), 1);
  EXPECT_THAT(found,
              UnorderedElementsAre(folder_.path() + "/home/a.wav", folder_.path() + "/b.wav"));
}

TEST_F(LocalFileSystemTest, NamesThatBeginWithATildeOpenAsTheyWereMatched) {
  Touch("~draft.wav");
  Touch("~/a.wav");
  const fs::path old_folder = fs::current_path();
  fs::current_path(folder_.path());
  std::vector<std::string> texts;
  for (const char* pattern : {"*.wav", "*/*.wav", "\\~draft.wav", "file://~draft.wav"}) {
    files_.Match(pattern, [&](FileMetadata&& file) { texts.push_back(ReadFile(file.path)); });
  }
  fs::current_path(old_folder);
  EXPECT_THAT(texts, ElementsAre("~draft.wav", "~/a.wav", "~draft.wav", "~draft.wav"));
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

TEST_F(LocalFileSystemTest, AWriterThatIsKilledLeavesNoTarget) {
  const std::string path = folder_.path() + "/out.bin";
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto file = files_.Create(path);
    file->Append("half");
    raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_FALSE(fs::exists(path));
  EXPECT_FALSE(fs::is_empty(folder_.path()));  // The temporary is there,
  EXPECT_THAT(Match("**"), ElementsAre());     // and nobody takes it for a file.
  WriteFile(path, "whole");
  EXPECT_EQ(ReadFile(path), "whole");
}

TEST_F(LocalFileSystemTest, LeftoversOfAProcessWithOurNumberAreNoHindrance) {
  // Find out what the next temporary is called, and take that name and the ones behind it.
  const std::string path = folder_.path() + "/out.bin";
  std::string last;
  {
    auto file = files_.Create(path);
    last = fs::directory_iterator(folder_.path())->path().filename().string();
  }
  const std::string prefix = ".beam-tmp-of-" + std::to_string(getpid()) + "-";
  ASSERT_TRUE(last.starts_with(prefix)) << last;
  const int number = std::stoi(last.substr(prefix.size()));
  for (int i = 1; i <= 20; ++i) {
    std::ofstream(folder_.path() + "/" + prefix + std::to_string(number + i) + "-out.bin") << "old";
  }
  WriteFile(path, "whole");
  EXPECT_EQ(ReadFile(path), "whole");
}

TEST_F(LocalFileSystemTest, NamesAsLongAsTheyMayBeAreWritten) {
  const std::string name(255, 'x');
  Touch(name);
  EXPECT_THAT(Match("x*"), ElementsAre(name));
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

TEST_F(LocalFileSystemTest, ADeviceIsRefused) {
  EXPECT_EQ(CodeOf([&] { files_.Open("/dev/zero"); }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(CodeOf([&] { files_.Stat("/dev/zero"); }), ErrorCode::kInvalidArgument);
}

TEST_F(LocalFileSystemTest, AFileIsReadAtAnyPlace) {
  WriteFile(folder_.path() + "/a", "0123456789");
  auto file = files_.Open(folder_.path() + "/a");
  EXPECT_EQ(file->size(), 10);
  std::string bytes(4, '.');
  EXPECT_EQ(file->ReadAt(3, std::as_writable_bytes(std::span(bytes))), 4U);
  EXPECT_EQ(bytes, "3456");
  EXPECT_EQ(file->ReadAt(8, std::as_writable_bytes(std::span(bytes))), 2U);
  EXPECT_EQ(bytes, "8956");
  EXPECT_EQ(file->ReadAt(10, std::as_writable_bytes(std::span(bytes))), 0U);
}

TEST_F(LocalFileSystemTest, AFileThatHidesItsSizeIsReadWhole) {
  ASSERT_EQ(files_.Stat("/proc/self/status").size_bytes, 0);
  EXPECT_THAT(ReadFile("/proc/self/status"), HasSubstr("Pid:"));
}

TEST_F(LocalFileSystemTest, APathWithAZeroByteIsRefused) {
  Touch("a.wav");
  const std::string path = folder_.path() + std::string("/a.wav\0.txt", 11);
  EXPECT_EQ(CodeOf([&] { files_.Stat(path); }), ErrorCode::kInvalidArgument);
  EXPECT_EQ(CodeOf([&] { Match(std::string("a.wav\0*", 7)); }), ErrorCode::kInvalidArgument);
}

TEST_F(LocalFileSystemTest, RenameReplacesAFileAndMakesFolders) {
  Touch("old");
  Touch("taken");
  files_.Rename(folder_.path() + "/old", folder_.path() + "/taken");
  EXPECT_EQ(ReadFile(folder_.path() + "/taken"), "old");
  files_.Rename(folder_.path() + "/taken", folder_.path() + "/new/folder/name");
  EXPECT_THAT(Match("**"), ElementsAre("new/folder/name"));
  EXPECT_EQ(CodeOf([&] { files_.Rename(folder_.path() + "/old", folder_.path() + "/x/y"); }),
            ErrorCode::kNotFound);
  EXPECT_FALSE(fs::exists(folder_.path() + "/x"));
}

TEST_F(LocalFileSystemTest, RemoveTakesAwayOneFile) {
  Touch("a[1]");
  Touch("a1");
  files_.Remove(folder_.path() + "/a[1]");
  EXPECT_THAT(Match("*"), ElementsAre("a1"));
  EXPECT_EQ(CodeOf([&] { files_.Remove(folder_.path() + "/a[1]"); }), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace beam::io
