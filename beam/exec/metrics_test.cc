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

TEST(Metrics, AGaugeIsWhatItWasSetToLast) {
  BundleMetrics first(1);
  BundleMetrics second(1);
  MetricsSnapshot total;
  const Gauge depth("depth");
  for (BundleMetrics* bundle : {&first, &second}) {
    const StepContext step{0, &bundle->ForStep(0)};
    const StepScope scope(step);
    depth.Set(bundle == &first ? 7 : 3);
  }
  second.MoveTo(total, {"Step"});
  first.MoveTo(total, {"Step"});
  const auto gauge = total.gauges.at({"Step", "depth"});
  EXPECT_TRUE(gauge.value == 3 || gauge.value == 7);
  const GaugeData earlier{1, Timestamp{1}};
  GaugeData later{2, Timestamp{2}};
  later.Merge(earlier);
  EXPECT_EQ(later.value, 2);
  EXPECT_EQ(total.gauges.size(), 1U);
}

TEST(Metrics, AnUnknownNameIsZero) {
  EXPECT_EQ(MetricsSnapshot().Counter("nobody"), 0);
  EXPECT_EQ(MetricsSnapshot().Distribution("nobody").count, 0);
}

}  // namespace
}  // namespace beam::exec
