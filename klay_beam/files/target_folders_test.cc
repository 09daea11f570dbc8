#include "klay_beam/files/target_folders.h"

#include <gtest/gtest.h>
#include <sys/file.h>

#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "beam/io/whole_file.h"
#include "beam/testing/temporary_folder.h"

namespace klay {
namespace {

namespace fs = std::filesystem;

class TargetFoldersTest : public ::testing::Test {
 protected:
  void Write(const std::string& name, std::string_view bytes) {
    beam::io::WriteFile(folder_.path() + "/" + name, bytes);
  }
  beam::testing::TemporaryFolder folder_;
};

TEST_F(TargetFoldersTest, AFolderIsListedOnce) {
  for (int i = 0; i < 100; ++i)
    Write(std::to_string(i), std::string(static_cast<std::size_t>(i), 'x'));
  const TargetFolders folders;
  for (int i = 0; i < 100; ++i) {
    const auto file = folders.Find(folder_.path(), std::to_string(i));
    ASSERT_TRUE(file.has_value()) << i;
    EXPECT_EQ(file->size_bytes, i);
    EXPECT_GT(file->modified_micros, 0);
  }
  EXPECT_FALSE(folders.Find(folder_.path(), "100").has_value());
  EXPECT_EQ(folders.listings(), 1);
}

TEST_F(TargetFoldersTest, NamesAndFoldersAreTakenAsTheyAre) {
  const std::string strange = "[1] *?{a,b}\\ \n";
  Write(strange + "/" + strange, "bytes");
  const TargetFolders folders;
  EXPECT_TRUE(folders.Find(folder_.path() + "/" + strange, strange).has_value());
  EXPECT_FALSE(folders.Find(folder_.path() + "/" + strange, "1").has_value());
}

TEST_F(TargetFoldersTest, AFolderThatThereIsNotIsEmpty) {
  const TargetFolders folders;
  EXPECT_FALSE(folders.Find(folder_.path() + "/none", "file").has_value());
}

TEST_F(TargetFoldersTest, RemovesWhatDeadWritersLeft) {
  const std::string left = folder_.path() + "/.beam-tmp-of-1-2-gone";
  std::ofstream(left) << "half";
  const TargetFolders folders;
  EXPECT_FALSE(folders.Find(folder_.path(), "gone").has_value());
  EXPECT_FALSE(fs::exists(left));
}

TEST_F(TargetFoldersTest, ForgetsOldFoldersWhenThereAreTooManyFiles) {
  for (const char* folder : {"a", "b", "c"}) {
    for (int i = 0; i < 10; ++i) Write(std::string(folder) + "/" + std::to_string(i), "x");
  }
  const TargetFolders folders(25);
  for (const char* folder : {"a", "b", "c", "c", "a"}) {
    EXPECT_TRUE(folders.Find(folder_.path() + "/" + folder, "5").has_value());
  }
  EXPECT_EQ(folders.listings(), 4) << "a was forgotten when c came";
}

TEST_F(TargetFoldersTest, ManyThreadsListAFolderOnce) {
  Write("file", "x");
  const TargetFolders folders;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { EXPECT_TRUE(folders.Find(folder_.path(), "file").has_value()); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(folders.listings(), 1);
}

}  // namespace
}  // namespace klay
