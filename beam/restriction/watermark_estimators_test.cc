#include "beam/restriction/watermark_estimators.h"

#include <gtest/gtest.h>

#include "beam/base/error.h"

namespace beam {
namespace {

TEST(WatermarkEstimatorsTest, AManualOneIsWhereItWasSetAndNeverFalls) {
  LockedEstimator<ManualWatermarkEstimator> estimator(kMinTimestamp);
  EXPECT_EQ(estimator.CurrentWatermark(), kMinTimestamp);
  estimator.SetWatermark(Timestamp{5});
  estimator.Observe(Timestamp{9});
  EXPECT_EQ(estimator.Snapshot(), std::pair(Timestamp{5}, Timestamp{5}));
  EXPECT_THROW(estimator.SetWatermark(Timestamp{4}), Error);
  EXPECT_EQ(estimator.CurrentWatermark(), Timestamp{5});
}

TEST(WatermarkEstimatorsTest, AMonotonicOneFollowsWhatIsEmitted) {
  LockedEstimator<MonotonicWatermarkEstimator> estimator(Timestamp{3});
  estimator.Observe(Timestamp{7});
  estimator.Observe(Timestamp{6});
  EXPECT_EQ(estimator.CurrentWatermark(), Timestamp{7});
}

TEST(WatermarkEstimatorsTest, OneOfTheClockNeverFallsBehindWhereItBegan) {
  LockedEstimator<WallTimeWatermarkEstimator> now(kMinTimestamp);
  const Timestamp first = now.CurrentWatermark();
  EXPECT_GT(first, Timestamp{}) << "this is after 1970";
  EXPECT_GE(now.CurrentWatermark(), first);
  LockedEstimator<WallTimeWatermarkEstimator> ahead(kMaxTimestamp);
  EXPECT_EQ(ahead.CurrentWatermark(), kMaxTimestamp);
}

}  // namespace
}  // namespace beam
