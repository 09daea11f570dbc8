#include "beam/exec/metrics.h"
#include "beam/exec/step_scope.h"

#include <gtest/gtest.h>

namespace beam::exec {
namespace {

TEST(Metrics, CountForTheStepInScope) {
  BundleMetrics bundle(2);
  Counter files("files");
  {
    const StepContext outer_step{0, &bundle.ForStep(0)};
    const StepScope outer(outer_step);
    files.Increment();
    {
      const StepContext inner_step{1, &bundle.ForStep(1)};
      const StepScope inner(inner_step);
      files.Increment(10);
    }
    files.Increment();
  }
  MetricsSnapshot total;
  bundle.MoveTo(total, {"Outer", "Inner"});
  EXPECT_EQ((total.counters.at({"Outer", "files"})), 2);
  EXPECT_EQ((total.counters.at({"Inner", "files"})), 10);
  EXPECT_EQ(total.Counter("files"), 12);
}

TEST(Metrics, MovingThemStartsAgainFromZero) {
  BundleMetrics bundle(1);
  MetricsSnapshot total;
  for (int i = 0; i < 2; ++i) {
    const StepContext step{0, &bundle.ForStep(0)};
    const StepScope scope(step);
    Counter("again").Increment();
    Distribution("sizes").Update(5 + i);
    bundle.MoveTo(total, {"Step"});
  }
  bundle.MoveTo(total, {"Step"});
  EXPECT_EQ(total.Counter("again"), 2);
  EXPECT_EQ(total.Distribution("sizes"), (DistributionData{2, 11, 5, 6}));
}

TEST(Metrics, AnUnknownNameIsZero) {
  EXPECT_EQ(MetricsSnapshot().Counter("nobody"), 0);
  EXPECT_EQ(MetricsSnapshot().Distribution("nobody").count, 0);
}

}  // namespace
}  // namespace beam::exec
