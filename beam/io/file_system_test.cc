#include "beam/io/file_system.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "beam/base/error.h"
#include "beam/io/local_file_system.h"
#include "beam/io/whole_file.h"

namespace beam::io {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

TEST(FileSystemFor, PlainPathsAndFileUrlsAreLocal) {
  EXPECT_EQ(&FileSystemFor("/a/b"), &FileSystemFor("file:///a/b"));
  EXPECT_EQ(&FileSystemFor("odd name://x y"), &FileSystemFor("plain"));
  EXPECT_EQ(&FileSystemFor("://x"), &FileSystemFor(""));
  EXPECT_EQ(&FileSystemFor("C:/x"), &FileSystemFor("plain"));
}

TEST(FileSystemFor, AnUnknownSchemeNamesTheKnownOnes) {
  try {
    FileSystemFor("gs://bucket/x");
    FAIL() << "gs:// was taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUnimplemented);
    EXPECT_THAT(error.message(), HasSubstr("no file system for gs://"));
    EXPECT_THAT(error.message(), ContainsRegex("known: .*file://"));
  }
}

/// Files that only have their names for content.
class EchoFileSystem final : public FileSystem {
 public:
  void Match(const std::string& pattern,
             const std::function<void(FileMetadata&&)>& found) const override {
    found(Stat(pattern));
  }
  FileMetadata Stat(const std::string& path) const override {
    return {path, static_cast<std::int64_t>(path.size()), 0};
  }
  std::unique_ptr<RandomAccessFile> Open(const std::string& path) const override {
    class Echo final : public RandomAccessFile {
     public:
      explicit Echo(std::string text) : text_(std::move(text)) {}
      std::int64_t size() const override { return static_cast<std::int64_t>(text_.size()); }
      std::size_t ReadAt(std::int64_t offset, std::span<std::byte> buffer) override {
        const auto rest = std::as_bytes(std::span(text_)).subspan(static_cast<size_t>(offset));
        const std::size_t count = std::min(rest.size(), buffer.size());
        std::copy_n(rest.begin(), count, buffer.begin());
        return count;
      }

     private:
      std::string text_;
    };
    return std::make_unique<Echo>(path);
  }
  std::unique_ptr<FileWriter> Create(const std::string& path) const override {
    throw Error(ErrorCode::kPermissionDenied, "echoes cannot be written: " + path);
  }
  void Rename(const std::string& from, const std::string&) const override {
    throw Error(ErrorCode::kPermissionDenied, "echoes cannot be renamed: " + from);
  }
  void Remove(const std::string& path) const override {
    throw Error(ErrorCode::kPermissionDenied, "echoes cannot be removed: " + path);
  }
};

TEST(FileSystem, WithNoOrderOfItsOwnListsOnlyWholes) {
  ListingPart part{.enter = [](auto, const auto&) { return ADD_FAILURE(), true; },
                   .found =
                       [](auto path, const FileMetadata& file) {
                         EXPECT_EQ(path, "");
                         EXPECT_EQ(file.path, "echo://a");
                         return true;
                       }};
  EchoFileSystem().MatchPart("echo://a", part);
  part.begin = "b";
  EXPECT_THROW(EchoFileSystem().MatchPart("echo://a", part), Error);
}

TEST(RegisterFileSystem, ASchemeIsServedByTheOneThatCameFirst) {
  RegisterFileSystem("echo", std::make_unique<EchoFileSystem>());
  EXPECT_EQ(ReadFile("echo://a"), "echo://a");
  EXPECT_THROW(WriteFile("echo://a", "x"), Error);
  EXPECT_THROW(RegisterFileSystem("echo", std::make_unique<EchoFileSystem>()), Error);
  EXPECT_THROW(RegisterFileSystem("file", std::make_unique<EchoFileSystem>()), Error);
  EXPECT_EQ(ReadFile("echo://b"), "echo://b");
}

}  // namespace
}  // namespace beam::io
