#include "klay_beam/audio/library_versions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace klay {
namespace {

TEST(LibraryVersions, NamesEachLibraryWithANumber) {
  std::vector<std::string> names;
  for (const LibraryVersion& library : LibraryVersions()) {
    names.push_back(library.name);
    EXPECT_THAT(library.version, ::testing::MatchesRegex("[0-9]+\\.[0-9]+.*")) << library.name;
  }
  EXPECT_THAT(names, ::testing::ElementsAre("libsndfile", "libsoxr", "libavformat", "libavcodec",
                                            "libavutil", "libswresample"));
}

}  // namespace
}  // namespace klay
