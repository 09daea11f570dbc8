#include "beam/restriction/locked_tracker.h"

#include <gtest/gtest.h>

#include "beam/restriction/offset_range_tracker.h"

namespace beam {
namespace {

using Tracker = LockedTracker<OffsetRangeTracker>;

TEST(LockedTrackerTest, PutsOffWhatIsNotClaimed) {
  Tracker tracker({0, 10});
  EXPECT_TRUE(tracker.TryClaim(0));
  EXPECT_TRUE(tracker.TryClaim(3));
  tracker.DeferRemainder(Seconds(2));
  EXPECT_FALSE(tracker.TryClaim(4)) << "it is somebody else's now";
  tracker.CheckDone();
  const auto deferred = tracker.TakeDeferred();
  ASSERT_TRUE(deferred.has_value());
  EXPECT_EQ(deferred->rest, (OffsetRange{4, 10}));
  EXPECT_EQ(deferred->delay, Seconds(2));
  EXPECT_FALSE(tracker.TakeDeferred().has_value());
}

TEST(LockedTrackerTest, PutsOffAllWhereNothingIsClaimed) {
  Tracker tracker({5, 10});
  tracker.DeferRemainder();
  tracker.CheckDone();
  EXPECT_EQ(tracker.restriction().Size(), 0);
  EXPECT_EQ(tracker.TakeDeferred()->rest, (OffsetRange{5, 10}));
}

TEST(LockedTrackerTest, PutsOffNothingWhereAllIsClaimed) {
  Tracker tracker({0, 2});
  EXPECT_TRUE(tracker.TryClaim(1));
  tracker.DeferRemainder();
  tracker.CheckDone();
  EXPECT_FALSE(tracker.TakeDeferred().has_value());
}

}  // namespace
}  // namespace beam
