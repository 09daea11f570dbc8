#include "klay_beam/audio/byte_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "beam/base/error.h"
#include "klay_beam/audio/testing/temporary_folder.h"

namespace klay {
namespace {

using beam::ErrorCode;
using ::testing::HasSubstr;
using testing::TemporaryFolder;

std::string Read(ByteSource& source, int64_t offset, size_t count) {
  std::string bytes(count, '?');
  bytes.resize(source.ReadAt(offset, std::as_writable_bytes(std::span(bytes))));
  return bytes;
}

ErrorCode CodeOfOpening(const std::string& path, std::string* message = nullptr) {
  try {
    OpenFileSource(path);
  } catch (const beam::Error& error) {
    if (message != nullptr) *message = error.message();
    return error.code();
  }
  ADD_FAILURE() << "opened " << path;
  return ErrorCode::kInternal;
}

TEST(FileSource, ReadsRangesUpToTheEnd) {
  const TemporaryFolder folder;
  const auto source = OpenFileSource(folder.Write("a b[1]'\n.wav", "0123456789"));
  EXPECT_EQ(source->size(), 10);
  EXPECT_EQ(Read(*source, 3, 4), "3456");
  EXPECT_EQ(Read(*source, 8, 4), "89");
  EXPECT_EQ(Read(*source, 10, 4), "");
  EXPECT_EQ(Read(*source, 0, 2), "01");
}

TEST(FileSource, ReadsOnAfterTheNameIsGone) {
  const TemporaryFolder folder;
  const std::string path = folder.Write("a", "0123456789");
  const auto source = OpenFileSource(path);
  std::filesystem::remove(path);
  EXPECT_EQ(Read(*source, 0, 3), "012");
}

TEST(FileSource, MissingFileIsNotFound) {
  const TemporaryFolder folder;
  std::string message;
  EXPECT_EQ(CodeOfOpening(folder.Path("vanished.wav"), &message), ErrorCode::kNotFound);
  EXPECT_THAT(message, HasSubstr("vanished.wav"));
}

TEST(FileSource, FolderIsRefused) {
  const TemporaryFolder folder;
  std::string message;
  EXPECT_EQ(CodeOfOpening(folder.Path(""), &message), ErrorCode::kInvalidArgument);
  EXPECT_THAT(message, HasSubstr("a directory"));
}

TEST(FileSource, PipeIsRefusedWithoutWaitingForAWriter) {
  const TemporaryFolder folder;
  const std::string path = folder.Path("pipe.wav");
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(CodeOfOpening(path), ErrorCode::kInvalidArgument);
}

TEST(FileSource, DeviceIsRefused) {
  EXPECT_EQ(CodeOfOpening("/dev/zero"), ErrorCode::kInvalidArgument);
}

TEST(FileSource, UnreadableFileIsPermissionDenied) {
  const TemporaryFolder folder;
  const std::string path = folder.Write("secret.wav", "RIFF");
  ASSERT_EQ(chmod(folder.Path("").c_str(), 0755), 0);
  ASSERT_EQ(chmod(path.c_str(), 0), 0);
  // Root reads everything, so a child gives its rights up first.
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    constexpr uid_t kNobody = 65534;
    if (geteuid() == 0 && seteuid(kNobody) != 0) _exit(2);
    try {
      OpenFileSource(path);
    } catch (const beam::Error& error) {
      _exit(error.code() == ErrorCode::kPermissionDenied ? 0 : 3);
    }
    _exit(4);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(MemorySource, ReadsRangesUpToTheEnd) {
  const auto source = OpenMemorySource("m", std::string("0123456789"));
  EXPECT_EQ(source->name(), "m");
  EXPECT_EQ(source->size(), 10);
  EXPECT_EQ(Read(*source, 8, 4), "89");
  EXPECT_EQ(Read(*source, 10, 4), "");
  EXPECT_EQ(Read(*source, -1, 4), "");
}

TEST(MemorySource, KeepsVectorsOfBytesToo) {
  const auto source = OpenMemorySource("m", std::vector<std::byte>{std::byte{'a'}, std::byte{'b'}});
  EXPECT_EQ(Read(*source, 0, 9), "ab");
}

}  // namespace
}  // namespace klay
