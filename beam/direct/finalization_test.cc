// What DoFns have done after their bundles.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "beam/direct/direct_runner.h"
#include "beam/exec/bundle_finalizer.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/exception_handling.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/reshuffle.h"
#include "beam/testing/collect.h"
#include "beam/testing/test_pipeline.h"

namespace beam::direct {
namespace {

using ::testing::HasSubstr;

struct Counts {
  std::atomic<int> acknowledged = 0;
  std::atomic<int> tries = 0;
};

struct Acknowledge {
  BundleFinalizer finalizer;
  std::shared_ptr<Counts> counts;
  int failures = 0;  ///< So often a bundle fails after all of its elements.

  void Process(const int& n, Emitter<int>& out) const {
    finalizer.AfterBundle([counts = counts] { ++counts->acknowledged; });
    out(n);
  }
  void FinishBundle() const {
    if (counts->tries++ < failures) throw Error(ErrorCode::kUnavailable, "comes back");
  }
};

TEST(FinalizationTest, ComesOnceForEachBundleThatEndsWell) {
  for (const int failures : {0, 2}) {
    for (const DirectOptions& options : testing::EveryWay()) {
      auto counts = std::make_shared<Counts>();
      Pipeline p;
      auto out = testing::Collect(
          "Out", p | Create("Numbers", std::vector<int>{1, 2, 3, 4}) |
                     ParDo("Acknowledge",
                           Acknowledge{.finalizer = {}, .counts = counts, .failures = failures}) |
                     Reshuffle());
      const PipelineResult result = RunPipeline(p, options);
      ASSERT_EQ(result.state, JobState::kDone) << (result.error ? result.error->what() : "");
      EXPECT_EQ(counts->acknowledged, 4);
      EXPECT_EQ(out->values().size(), 4U);
    }
  }
}

TEST(FinalizationTest, ComesAlsoWhereExceptionsAreHandled) {
  auto counts = std::make_shared<Counts>();
  Pipeline p;
  p | Create("Numbers", std::vector<int>{1, 2}) |
      ParDo("Acknowledge", Acknowledge{.finalizer = {}, .counts = counts}).WithExceptionHandling();
  ASSERT_EQ(RunPipeline(p).state, JobState::kDone);
  EXPECT_EQ(counts->acknowledged, 2);
}

TEST(FinalizationTest, OneThatThrowsFailsTheJob) {
  struct Refused {
    BundleFinalizer finalizer;
    void Process(const int&, Emitter<int>&) const {
      finalizer.AfterBundle([] { throw Error(ErrorCode::kNotFound, "no such message"); });
    }
  };
  Pipeline p;
  p | Create("One", {1}) | ParDo("Refused", Refused());
  const PipelineResult result = RunPipeline(p);
  ASSERT_EQ(result.state, JobState::kFailed);
  EXPECT_THAT(result.error->what(), HasSubstr("no such message"));
}

TEST(FinalizationTest, IsRefusedWhereNoBundleOfItsDoFnRuns) {
  BundleFinalizer finalizer;
  Pipeline p;
  p | Create("One", {1}) | Map("Captures", [finalizer](int n) {
    finalizer.AfterBundle([] {});
    return n;
  });
  const PipelineResult result = RunPipeline(p);
  ASSERT_EQ(result.state, JobState::kFailed);
  EXPECT_THAT(result.error->what(), HasSubstr("it must be a field of the DoFn"));
}

}  // namespace
}  // namespace beam::direct
