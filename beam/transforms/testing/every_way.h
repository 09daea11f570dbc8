#pragma once

#include <gtest/gtest.h>

#include <string>

#include "beam/direct/direct_runner.h"
#include "beam/testing/test_pipeline.h"

namespace beam::testing {

/// Builds a pipeline and runs it in every way: `build(pipeline)` returns what checks the result.
///
///     EveryWay([](Pipeline& p) {
///       auto out = Collect("Out", p | ...);
///       return [out] { EXPECT_THAT(out->values(), ...); };
///     });
template <class Build>
void EveryWay(const Build& build) {
  for (const DirectOptions& options : EveryWay()) {
    SCOPED_TRACE(std::to_string(options.direct_num_workers) + " workers");
    Pipeline p;
    const auto check = build(p);
    const PipelineResult result = direct::RunPipeline(p, options);
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
    p.graph().CheckRunnable();
  } catch (const Error& error) {
    return error.what();
  }
  return "no refusal";
}

}  // namespace beam::testing
