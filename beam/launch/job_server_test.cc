#include "beam/launch/job_server.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <thread>

#include "beam/base/error.h"
#include "beam/testing/temporary_folder.h"

namespace beam {
namespace {

std::string WriteProgram(const std::string& path, const std::string& script) {
  std::ofstream(path) << "#!/bin/sh\n" << script << "\n";
  chmod(path.c_str(), 0755);
  return path;
}

void WaitForOutput(const ChildProgram& program, const std::string& text) {
  while (program.LastOutput().find(text) == std::string::npos) std::this_thread::yield();
}

TEST(FindProgram, LooksThroughThePath) {
  const testing::TemporaryFolder folder;
  const std::string path = WriteProgram(folder.path() + "/klay_test_program", "exit 0");
  const char* path_before = std::getenv("PATH");
  ASSERT_NE(path_before, nullptr);
  const std::string before = path_before;
  setenv("PATH", ("/none:" + folder.path()).c_str(), 1);
  EXPECT_EQ(FindProgram("klay_test_program"), path);
  EXPECT_THROW(FindProgram("klay_no_such_program"), Error);
  setenv("PATH", before.c_str(), 1);
}

TEST(ChildProgram, IsEndedWithItsObject) {
  const testing::TemporaryFolder folder;
  const std::string program =
      WriteProgram(folder.path() + "/p", "echo started $$; sleep 1000 & wait");
  pid_t pid = 0;
  {
    ChildProgram child({program});
    WaitForOutput(child, "\n");
    EXPECT_TRUE(child.IsRunning());
    pid = std::stoi(child.LastOutput().substr(8));
    EXPECT_EQ(kill(pid, 0), 0);
  }
  EXPECT_NE(kill(pid, 0), 0);
}

TEST(ChildProgram, KeepsTheLastOfItsOutput) {
  const testing::TemporaryFolder folder;
  ChildProgram child(
      {WriteProgram(folder.path() + "/p", "seq 1 3000; echo \"$1\" >&2"), "two words"});
  WaitForOutput(child, "two words");
  EXPECT_LE(child.LastOutput().size(), 4000U);
}

TEST(ChildProgram, ThatEndsByItselfIsNoticed) {
  const testing::TemporaryFolder folder;
  ChildProgram child({WriteProgram(folder.path() + "/p", "echo bad port; exit 3")});
  while (child.IsRunning()) std::this_thread::yield();
  EXPECT_EQ(child.LastOutput(), "bad port\n");
}

TEST(FreePort, IsAPort) {
  EXPECT_GT(FreePort(), 1023);
}

}  // namespace
}  // namespace beam
