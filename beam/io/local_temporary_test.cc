// Files that are being written: what others see of them, whatever becomes of the writer.

#include "beam/io/local_temporary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>
#include <vector>

#include "beam/base/error.h"
#include "beam/io/file_system.h"
#include "beam/io/whole_file.h"
#include "beam/testing/temporary_folder.h"

namespace beam::io {
namespace {

namespace fs = std::filesystem;
using testing::TemporaryFolder;
using ::testing::UnorderedElementsAre;

std::vector<std::string> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  return names;
}

/// What a target should be: a megabyte of its name's letter.
std::string Content(char letter) {
  return std::string(1 << 20, letter);
}

/// Writes targets in turn until it is killed; says so in `begun` once the first one is there.
[[noreturn]] void WriteForEver(const std::string& folder, int begun) {
  for (int i = 0;; ++i) {
    const char letter = "abc"[i % 3];
    LocalTemporary file(folder + "/" + letter + std::to_string(i % 5));
    const std::string content = Content(letter);
    for (std::size_t at = 0; at < content.size(); at += 50'000) {
      file.Append(std::string_view(content).substr(at, 50'000));
    }
    file.Publish();
    if (i == 0 && write(begun, "", 1) != 1) _exit(1);
  }
}

TEST(LocalTemporary, KilledAtAnyMomentLeavesWholeTargetsAndNothingBehind) {
  const TemporaryFolder folder;
  std::minstd_rand random(1);
  int leftovers = 0;
  for (int kill_number = 0; kill_number < 200; ++kill_number) {
    int begun[2];
    ASSERT_EQ(pipe(begun), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) WriteForEver(folder.path(), begun[1]);
    char byte = 0;
    ASSERT_EQ(read(begun[0], &byte, 1), 1);
    close(begun[0]);
    close(begun[1]);
    // Any moment of the writing will do: nothing is waited for.
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 3000));
    ASSERT_EQ(kill(child, SIGKILL), 0);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    // What the next run does first.
    leftovers += RemoveAbandonedTemporaries(folder.path());
    for (const std::string& name : NamesIn(folder.path())) {
      ASSERT_FALSE(name.starts_with(kTemporaryPrefix)) << name;
      ASSERT_EQ(ReadFile(folder.path() + "/" + name), Content(name[0])) << "torn: " << name;
    }
  }
  EXPECT_GT(leftovers, 20) << "hardly any writer was killed at work";
}

TEST(LocalTemporary, WhatIsBeingWrittenIsNotAbandoned) {
  const TemporaryFolder folder;
  LocalTemporary file(folder.path() + "/out");
  file.Append("half");
  EXPECT_EQ(RemoveAbandonedTemporaries(folder.path()), 0);
  file.Publish();
  EXPECT_EQ(ReadFile(folder.path() + "/out"), "half");
}

TEST(LocalTemporary, WhatWasWrittenCanBeOverwritten) {
  const TemporaryFolder folder;
  LocalTemporary file(folder.path() + "/out");
  file.Append("head, body");
  file.Overwrite(0, "HEAD");
  file.Append(", tail");
  file.Publish();
  EXPECT_EQ(ReadFile(folder.path() + "/out"), "HEAD, body, tail");
}

TEST(LocalTemporary, ANameThatIsTooLongIsRefusedBeforeAnythingIsWritten) {
  const TemporaryFolder folder;
  LocalTemporary longest(folder.path() + "/" + std::string(255, 'a'));
  longest.Publish();
  EXPECT_THAT([&] { LocalTemporary(folder.path() + "/" + std::string(256, 'a')); },
              ::testing::ThrowsMessage<Error>(::testing::HasSubstr("File name too long")));
  EXPECT_THAT(NamesIn(folder.path()), UnorderedElementsAre(std::string(255, 'a')));
}

TEST(LocalTemporary, OnlyTemporariesOfItsOwnKindAreTakenForAbandoned) {
  const TemporaryFolder folder;
  // The second is a shard of WriteFiles, which waits for its name.
  for (const char* name : {"file", ".beam-tmp-0123abcd", ".beam-tmp-of-1-2-gone"}) {
    std::ofstream(folder.path() + "/" + name) << "bytes";
  }
  EXPECT_EQ(RemoveAbandonedTemporaries(folder.path()), 1);
  EXPECT_THAT(NamesIn(folder.path()), UnorderedElementsAre("file", ".beam-tmp-0123abcd"));
}

TEST(LocalTemporary, AFolderThatThereIsNotHasNothingAbandoned) {
  const TemporaryFolder folder;
  EXPECT_EQ(RemoveAbandonedTemporaries(folder.path() + "/none"), 0);
}

TEST(LocalTemporary, CleaningWhileOthersWriteLosesNothing) {
  const TemporaryFolder folder;
  std::atomic<bool> is_done = false;
  std::thread cleaner([&] {
    while (!is_done) RemoveAbandonedTemporaries(folder.path());
  });
  for (int i = 0; i < 500; ++i) {
    LocalTemporary file(folder.path() + "/" + std::to_string(i));
    file.Append("whole");
    file.Publish();
  }
  is_done = true;
  cleaner.join();
  for (int i = 0; i < 500; ++i) {
    ASSERT_EQ(ReadFile(folder.path() + "/" + std::to_string(i)), "whole");
  }
}

}  // namespace
}  // namespace beam::io
