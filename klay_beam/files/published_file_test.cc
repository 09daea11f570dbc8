#include "klay_beam/files/published_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <utility>

#include "beam/base/error.h"
#include "beam/io/file_system.h"
#include "beam/io/whole_file.h"
#include "beam/testing/temporary_folder.h"

namespace klay {
namespace {

namespace fs = std::filesystem;

void Write(PublishedFile& file, int64_t offset, const std::string& bytes) {
  file.WriteAt(offset, std::as_bytes(std::span(bytes)));
}

TEST(PublishedFile, HasWhatWasWrittenWhereverThatWas) {
  const beam::testing::TemporaryFolder folder;
  const std::string path = folder.path() + "/new/out";
  std::minstd_rand random(1);
  for (int round = 0; round < 20; ++round) {
    PublishedFile file(path);
    std::string model;
    for (int i = 0; i < 60; ++i) {
      // Mostly at the end, as encoders do; sometimes before, and then beyond the end too.
      const std::size_t at = i % 5 == 4 ? random() % (model.size() + 1) : model.size();
      const std::string bytes(random() % 40'000, static_cast<char>('a' + i % 26));
      Write(file, static_cast<int64_t>(at), bytes);
      model.replace(at, std::min(bytes.size(), model.size() - at), bytes);
      ASSERT_EQ(file.size(), static_cast<int64_t>(model.size()));
    }
    file.Publish();
    ASSERT_EQ(beam::io::ReadFile(path), model);
  }
}

TEST(PublishedFile, LeavesNothingUnlessItIsPublished) {
  const beam::testing::TemporaryFolder folder;
  {
    PublishedFile file(folder.path() + "/out");
    Write(file, 0, std::string(1 << 20, 'x'));
  }
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

/// A file system that keeps what is committed to it.
class KeepingFileSystem final : public beam::io::FileSystem {
 public:
  using Files = std::map<std::string, std::string>;

  explicit KeepingFileSystem(Files& files) : files_(files) {}

  void Match(const std::string&,
             const std::function<void(beam::io::FileMetadata&&)>&) const override {}
  beam::io::FileMetadata Stat(const std::string& path) const override { return {path}; }
  std::unique_ptr<beam::io::RandomAccessFile> Open(const std::string& path) const override {
    throw beam::Error(beam::ErrorCode::kNotFound, path);
  }
  std::unique_ptr<beam::io::FileWriter> Create(const std::string& path) const override {
    return std::make_unique<Writer>(files_, path);
  }
  void Rename(const std::string&, const std::string&) const override {}
  void Remove(const std::string&) const override {}

 private:
  class Writer final : public beam::io::FileWriter {
   public:
    Writer(Files& files, std::string path) : files_(files), path_(std::move(path)) {}
    void Append(std::string_view bytes) override { bytes_ += bytes; }
    void Commit() override { files_[path_] = bytes_; }

   private:
    Files& files_;
    const std::string path_;
    std::string bytes_;
  };

  Files& files_;
};

TEST(PublishedFile, GoesToOtherFileSystemsInOnePiece) {
  static KeepingFileSystem::Files files;
  beam::io::RegisterFileSystem("kept", std::make_unique<KeepingFileSystem>(files));
  { PublishedFile("kept://dropped").WriteAt(0, {}); }
  PublishedFile file("kept://out");
  Write(file, 0, "head, body");
  Write(file, 0, "HEAD");
  EXPECT_EQ(file.size(), 10);
  EXPECT_TRUE(files.empty());
  file.Publish();
  EXPECT_EQ(files, (KeepingFileSystem::Files{{"kept://out", "HEAD, body"}}));
}

TEST(PublishedFile, SaysWhichFileCannotBeWritten) {
  try {
    PublishedFile file("/proc/none/out");
    FAIL() << "it can be written";
  } catch (const beam::Error& error) {
    EXPECT_NE(error.message().find("/proc/none/out"), std::string::npos) << error.message();
  }
}

}  // namespace
}  // namespace klay
