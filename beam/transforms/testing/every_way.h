#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "beam/direct/direct_runner.h"

namespace beam::testing {

/// How the tests of transforms run a pipeline: with one worker, with several, and with every edge
/// encoded and next to no memory.
inline const std::vector<DirectOptions> kEveryWay = {
    {.direct_num_workers = 1},
    {.direct_num_workers = 4},
    {.direct_num_workers = 2, .direct_encode_every_edge = true, .direct_memory_limit = "1KB"}};

/// Builds a pipeline and runs it in every way: `build(pipeline)` returns what checks the result.
///
///     EveryWay([](Pipeline& p) {
///       auto out = Collect("Out", p | ...);
///       return [out] { EXPECT_THAT(out->values(), ...); };
///     });
template <class Build>
void EveryWay(const Build& build) {
  for (std::size_t way = 0; way < kEveryWay.size(); ++way) {
    SCOPED_TRACE("way " + std::to_string(way) + " of kEveryWay");
    Pipeline p;
    const auto check = build(p);
    const PipelineResult result = direct::RunPipeline(p, kEveryWay[way]);
    ASSERT_EQ(result.state, JobState::kDone) << (result.error ? result.error->what() : "");
    check();
  }
}

/// What the run of the pipeline that `build` makes fails with.
template <class Build>
std::string FailureOf(const Build& build) {
  Pipeline p;
  build(p);
  const PipelineResult result = direct::RunPipeline(p, {});
  return result.error.has_value() ? result.error->what() : "no failure";
}

/// What `build` itself fails with.
template <class Build>
std::string RefusalOf(const Build& build) {
  Pipeline p;
  try {
    build(p);
  } catch (const Error& error) {
    return error.what();
  }
  return "no refusal";
}

}  // namespace beam::testing
