#include "klay_beam/files/leave_targets_out.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "beam/beam.h"
#include "beam/direct/direct_runner.h"
#include "beam/testing/collect.h"

namespace klay {
namespace {

using beam::io::FileMetadata;
using ::testing::UnorderedElementsAre;

/// What is left of some files; the others count as skipped.
std::vector<std::string> Left(const LeaveTargetsOut& leave) {
  beam::Pipeline p;
  const std::vector<FileMetadata> in = {
      {"/in/a.wav"}, {"/in/a.srt"}, {"/out/b.srt"}, {"/out2/c.srt"}};
  const auto left = beam::testing::Collect(
      "Left", p | beam::Create("Files", in) | leave |
                  beam::Map("Path", [](const FileMetadata& file) { return file.path; }));
  const beam::PipelineResult result = beam::direct::RunPipeline(p, {.direct_num_workers = 1});
  EXPECT_EQ(result.metrics.Counter("skipped"),
            static_cast<std::int64_t>(in.size() - left->values().size()));
  return left->values();
}

TEST(LeaveTargetsOut, LeavesFilesWithTheTargetsSuffixOut) {
  EXPECT_THAT(Left(LeaveTargetsOut(".srt")), UnorderedElementsAre("/in/a.wav"));
}

TEST(LeaveTargetsOut, OnlyBelowTheTargetFolderWhereThereIsOne) {
  EXPECT_THAT(Left(LeaveTargetsOut(".srt", "/out/")),
              UnorderedElementsAre("/in/a.wav", "/in/a.srt", "/out2/c.srt"));
}

}  // namespace
}  // namespace klay
