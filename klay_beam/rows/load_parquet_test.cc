#include "klay_beam/rows/load_parquet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "beam/direct/direct_runner.h"
#include "beam/io/whole_file.h"
#include "beam/testing/collect.h"
#include "beam/testing/temporary_folder.h"
#include "klay_beam/rows/feature_writer.h"
#include "klay_beam/transforms/match_files.h"

namespace klay {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

struct Row {
  std::string path;
  std::int64_t number = 0;
};
struct Other {
  std::string text;
};

TEST(LoadParquet, AFileThatHasNoSuchRowsIsAFailureAndTheOthersAreRead) {
  const beam::testing::TemporaryFolder folder;
  const auto path_of = [&](const std::string& name) { return folder.path() + "/" + name; };
  std::vector<Row> rows;
  for (int i = 0; i < 1000; ++i) rows.push_back({.path = std::to_string(i), .number = i});
  beam::Pipeline writing;
  writing | beam::Create("Rows", rows) | FeatureWriter<Row>({.path = path_of("a.parquet")});
  writing | beam::Create("Others", {Other{"x"}}) |
      FeatureWriter<Other>({.path = path_of("b.parquet")}, "WriteOthers");
  ASSERT_EQ(beam::direct::RunPipeline(writing).state, beam::JobState::kDone);
  const std::string whole = beam::io::ReadFile(path_of("a.parquet"));
  beam::io::WriteFile(path_of("c.parquet"), whole.substr(0, whole.size() / 2));
  beam::io::WriteFile(path_of("d.parquet"), "");
  std::string damaged = whole;
  damaged.replace(whole.size() / 4, 8, "damaged!");
  beam::io::WriteFile(path_of("e.parquet"), damaged);

  beam::Pipeline p;
  auto [loaded, failed] = p | MatchFiles(path_of("*.parquet")) | LoadParquet<Row>();
  const auto found = beam::testing::Collect("Rows", loaded);
  const auto failures = beam::testing::Collect("Failures", failed);
  const beam::PipelineResult result = beam::direct::RunPipeline(p, {.direct_num_workers = 2});
  ASSERT_EQ(result.state, beam::JobState::kDone) << result.error->what();
  const Books books = BooksOf(result.metrics);
  EXPECT_EQ(books.Missing(), 0);
  EXPECT_EQ(books.done, 1);
  EXPECT_EQ(books.failed, 4);
  EXPECT_THAT(found->values(), SizeIs(1000));
  for (const Failure& failure : failures->values()) {
    EXPECT_EQ(failure.step, "LoadParquet");
    EXPECT_THAT(failure.message, HasSubstr(failure.path));
  }
}

}  // namespace
}  // namespace klay
