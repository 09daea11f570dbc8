#include "klay_beam/files/distinct_targets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "beam/beam.h"
#include "beam/direct/direct_runner.h"
#include "beam/testing/collect.h"

namespace klay {
namespace {

using beam::io::FileMetadata;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

TEST(DistinctTargets, OfFilesWithOneTargetTheFirstGoesOn) {
  beam::Pipeline p;
  const std::vector<FileMetadata> in = {{"/in/b.wav"},  {"/in/a.wav"},   {"/in/a.mp3"},
                                        {"/in/a.flac"}, {"/in/x/a.wav"}, {"/other/c.wav"}};
  auto [files, failed] = p | beam::Create("Files", in) |
                         DistinctTargets(FileNameMutator({.old_suffix_pattern = R"(\.\w+)",
                                                          .new_suffix = ".ogg",
                                                          .source_dir = "/in",
                                                          .target_dir = "/out"}));
  const auto chosen = beam::testing::Collect(
      "Chosen", files | beam::Map("Path", [](const FileMetadata& file) { return file.path; }));
  const auto failures = beam::testing::Collect("Failures", failed);
  const beam::PipelineResult result = beam::direct::RunPipeline(p, {.direct_num_workers = 2});
  EXPECT_THAT(chosen->values(), UnorderedElementsAre("/in/a.flac", "/in/b.wav", "/in/x/a.wav"));
  std::map<std::string, Failure> by_path;
  for (const Failure& failure : failures->values()) by_path[failure.path] = failure;
  ASSERT_EQ(by_path.size(), 3U);
  EXPECT_THAT(by_path.at("/in/a.mp3").message,
              AllOf(HasSubstr("\"/in/a.flac\""), HasSubstr("\"/out/a.ogg\"")));
  EXPECT_EQ(by_path.at("/in/a.wav").code, "invalid_argument");
  EXPECT_THAT(by_path.at("/other/c.wav").message, HasSubstr("not below the source folder"));
  EXPECT_EQ(result.metrics.Counter("failed"), 3);
}

}  // namespace
}  // namespace klay
