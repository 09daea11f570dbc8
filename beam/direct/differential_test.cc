// Random pipelines, run with one worker, with several, with every edge encoded and with next to no
// memory: the results must be the same multiset each time.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "beam/direct/direct_runner.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/map.h"
#include "beam/testing/collect.h"
#include "beam/testing/line_difference.h"
#include "beam/testing/random_pipeline.h"

namespace beam::direct {
namespace {

using Lines = std::vector<std::string>;

constexpr std::uint64_t kNumSeeds = 1000;

Lines ResultOf(std::uint64_t seed, const DirectOptions& options) {
  Pipeline p;
  auto out = testing::Collect("Out", testing::RandomPipeline(p, seed));
  const PipelineResult result = RunPipeline(p, options);
  EXPECT_EQ(result.state, JobState::kDone) << (result.error ? result.error->what() : "");
  Lines lines = out->values();
  std::sort(lines.begin(), lines.end());
  return lines;
}

TEST(Differential, RandomPipelinesGiveTheSameMultisetHoweverTheyRun) {
  std::size_t lines = 0;
  for (std::uint64_t seed = 0; seed < kNumSeeds; ++seed) {
    const Lines expected = ResultOf(seed, {.direct_num_workers = 1});
    lines += expected.size();
    ASSERT_EQ(testing::LineDifference(expected, ResultOf(seed, {.direct_num_workers = 4})), "")
        << "4 workers, seed " << seed;
    ASSERT_EQ(testing::LineDifference(expected, ResultOf(seed, {.direct_num_workers = 3,
                                                                .direct_encode_every_edge = true})),
              "")
        << "every edge encoded, seed " << seed;
    ASSERT_EQ(testing::LineDifference(expected, ResultOf(seed, {.direct_num_workers = 2,
                                                                .direct_memory_limit = "1KB"})),
              "")
        << "everything on disk, seed " << seed;
  }
  std::cout << "differential: " << kNumSeeds << " random pipelines, " << lines << " lines\n";
  EXPECT_GT(lines, 100 * kNumSeeds);
}

struct Reading {
  std::string sensor;
  std::optional<double> value;
  std::vector<std::int64_t> history;
};

TEST(Differential, RowsSurviveEveryEdge) {
  for (bool encode : {false, true}) {
    Pipeline p;
    auto out = testing::Collect(
        "Out", p | Create("Numbers", {1, 2, 3}) |
                   Map("Row",
                       [](int n) {
                         return Reading{"s\n\xff" + std::to_string(n),
                                        n == 2 ? std::nullopt : std::optional(n / 4.0),
                                        std::vector<std::int64_t>(n, -n)};
                       }) |
                   Reshuffle() | Map("Text", [](const Reading& r) { return Describe(r); }));
    RunPipeline(p, {.direct_encode_every_edge = encode});
    EXPECT_EQ(std::count(out->values().begin(), out->values().end(),
                         "{sensor: \"s\\n\xff"
                         "2\", value: null, history: [-2, -2]}"),
              1);
    EXPECT_EQ(out->values().size(), 3U);
  }
}

}  // namespace
}  // namespace beam::direct
