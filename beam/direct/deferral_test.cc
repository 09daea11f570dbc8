// Splittable DoFns that put a part of their work off.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "beam/direct/direct_runner.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/reshuffle.h"
#include "beam/restriction/offset_range_tracker.h"
#include "beam/restriction/watermark_estimators.h"
#include "beam/testing/collect.h"
#include "beam/testing/test_pipeline.h"

namespace beam::direct {
namespace {

using ::testing::ElementsAre;
using Tracker = LockedTracker<OffsetRangeTracker>;

/// Gives a few offsets at a time, as a queue does that is empty in between.
struct Poll {
  std::shared_ptr<std::atomic<int>> calls = std::make_shared<std::atomic<int>>(0);
  Duration delay = Milliseconds(1);

  OffsetRange InitialRestriction(const std::int64_t& n) const { return {0, n}; }
  void Process(const std::int64_t&, Tracker& tracker,
               LockedEstimator<MonotonicWatermarkEstimator>& watermark,
               Emitter<std::int64_t>& out) const {
    ++*calls;
    const std::int64_t start = tracker.restriction().start;
    EXPECT_EQ(watermark.CurrentWatermark(),
              start == 0 ? kMinTimestamp : Timestamp{} + Seconds(start - 1));
    for (std::int64_t at = start; at < start + 3; ++at) {
      if (!tracker.TryClaim(at)) return;
      out.Emit({at, Timestamp{} + Seconds(at), {}});
    }
    tracker.DeferRemainder(delay);
  }
};

TEST(DeferralTest, WhatIsPutOffIsDoneLaterAndOnce) {
  for (const Duration delay : {Duration{}, Milliseconds(1)}) {
    for (const DirectOptions& options : testing::EveryWay()) {
      Pipeline p;
      const Poll poll{.delay = delay};
      auto out = testing::Collect(
          "Out", p | Create("Lengths", std::vector<std::int64_t>{10}) | ParDo("Poll", poll));
      const PipelineResult result = RunPipeline(p, options);
      ASSERT_EQ(result.state, JobState::kDone) << (result.error ? result.error->what() : "");
      std::vector<std::int64_t> values = out->values();
      std::sort(values.begin(), values.end());
      EXPECT_THAT(values, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
      EXPECT_GE(*poll.calls, 4) << "of three offsets each";
    }
  }
}

TEST(DeferralTest, ABundleThatFailsHasPutNothingOff) {
  /// Fails after it has put the rest off.
  struct Flaky {
    std::shared_ptr<std::atomic<bool>> failed = std::make_shared<std::atomic<bool>>(false);
    OffsetRange InitialRestriction(const std::int64_t& n) const { return {0, n}; }
    void Process(const std::int64_t&, Tracker& tracker, Emitter<std::int64_t>& out) const {
      const std::int64_t start = tracker.restriction().start;
      if (!tracker.TryClaim(start)) return;
      out(start);
      tracker.DeferRemainder();
    }
    void FinishBundle() const {
      if (!failed->exchange(true)) throw Error(ErrorCode::kUnavailable, "comes back");
    }
  };
  Pipeline p;
  auto out = testing::Collect(
      "Out", p | Create("One", {std::int64_t{4}}) | ParDo("Flaky", Flaky()) | Reshuffle());
  const PipelineResult result = RunPipeline(p, {.direct_num_workers = 2});
  ASSERT_EQ(result.state, JobState::kDone) << (result.error ? result.error->what() : "");
  std::vector<std::int64_t> values = out->values();
  std::sort(values.begin(), values.end());
  EXPECT_THAT(values, ElementsAre(0, 1, 2, 3));
}

TEST(DeferralTest, AJobThatWaitsCanBeCancelled) {
  auto calls = std::make_shared<std::atomic<int>>(0);
  Pipeline p;
  p | Create("One", {std::int64_t{1000}}) | ParDo("Poll", Poll{.calls = calls, .delay = Hours(1)});
  const PipelineResult result =
      RunPipeline(p, {.direct_num_workers = 2}, {.cancelled = [calls] { return *calls > 0; }});
  EXPECT_EQ(result.state, JobState::kCancelled);
}

}  // namespace
}  // namespace beam::direct
