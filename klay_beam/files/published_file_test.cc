#include "klay_beam/files/published_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <random>
#include <span>

#include "beam/base/error.h"
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
