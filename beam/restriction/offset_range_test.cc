#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "beam/base/error.h"
#include "beam/restriction/locked_tracker.h"
#include "beam/restriction/offset_range_tracker.h"

namespace beam {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(OffsetRange, SplitsIntoPartsThatCoverIt) {
  EXPECT_THAT((OffsetRange{0, 10}.SplitBySize(4)),
              ElementsAre(OffsetRange{0, 4}, OffsetRange{4, 8}, OffsetRange{8, 10}));
  EXPECT_THAT((OffsetRange{-3, 6}.SplitBySize(4)),
              ElementsAre(OffsetRange{-3, 1}, OffsetRange{1, 6}))
      << "a short rest joins the last part";
  EXPECT_THAT((OffsetRange{5, 6}.SplitBySize(100)), ElementsAre(OffsetRange{5, 6}));
  EXPECT_THAT((OffsetRange{5, 5}.SplitBySize(1)), IsEmpty());
  EXPECT_THROW((OffsetRange{0, 1}.SplitBySize(0)), Error);
}

TEST(OffsetRangeTracker, ClaimsRisingOffsetsUpToItsEnd) {
  OffsetRangeTracker tracker({10, 20});
  EXPECT_TRUE(tracker.TryClaim(12));
  EXPECT_TRUE(tracker.TryClaim(19));
  EXPECT_FALSE(tracker.TryClaim(20));
  tracker.CheckDone();
  EXPECT_THROW(OffsetRangeTracker({10, 20}).TryClaim(9), Error);
  EXPECT_THROW(tracker.TryClaim(15), Error);
}

TEST(OffsetRangeTracker, GivesAwayHalfOfWhatIsNotClaimed) {
  OffsetRangeTracker tracker({0, 100});
  EXPECT_TRUE(tracker.TryClaim(19));
  EXPECT_EQ(tracker.TrySplit(0.5), (OffsetRange{60, 100}));
  EXPECT_EQ(tracker.restriction(), (OffsetRange{0, 60}));
  EXPECT_EQ(tracker.TrySplit(0), (OffsetRange{20, 60}));
  EXPECT_EQ(tracker.TrySplit(0), std::nullopt);
  EXPECT_FALSE(tracker.TryClaim(20));
  tracker.CheckDone();
  EXPECT_EQ(tracker.FractionDone(), 1);
}

TEST(OffsetRangeTracker, GivesNothingAwayBeforeTheFirstClaimOfAPoint) {
  OffsetRangeTracker tracker({7, 8});
  EXPECT_EQ(tracker.TrySplit(0.5), std::nullopt);
  EXPECT_TRUE(tracker.TryClaim(7));
  EXPECT_EQ(tracker.TrySplit(0.5), std::nullopt);
}

TEST(OffsetRangeTracker, TheWholeRangeOfIntegersDoesNotOverflow) {
  OffsetRangeTracker tracker({0, OffsetRangeTracker::kEnd});
  EXPECT_TRUE(tracker.TryClaim(1));
  const auto rest = tracker.TrySplit(0.5);
  ASSERT_TRUE(rest.has_value());
  EXPECT_EQ(rest->start, tracker.restriction().stop);
  EXPECT_FALSE(tracker.TryClaim(OffsetRangeTracker::kEnd));
  tracker.CheckDone();
}

TEST(OffsetRangeTracker, WhatWasLeftOutIsAnError) {
  OffsetRangeTracker tracker({0, 10});
  EXPECT_THROW(tracker.CheckDone(), Error);
  EXPECT_TRUE(tracker.TryClaim(8));
  EXPECT_THROW(tracker.CheckDone(), Error);
  EXPECT_TRUE(tracker.TryClaim(9));
  tracker.CheckDone();
  OffsetRangeTracker({5, 5}).CheckDone();
}

TEST(LockedTracker, EveryOffsetIsClaimedOnceHoweverOftenItIsSplit) {
  LockedTracker<OffsetRangeTracker> tracker({0, 200000});
  std::vector<OffsetRange> given_away;
  std::atomic<bool> done = false;
  std::thread splitter([&] {
    while (!done) {
      if (const auto rest = tracker.TrySplit(0.9)) given_away.push_back(*rest);
    }
  });
  std::int64_t claimed = 0;
  while (tracker.TryClaim(claimed)) ++claimed;
  done = true;
  splitter.join();
  tracker.CheckDone();
  std::int64_t total = claimed;
  for (const OffsetRange& rest : given_away) total += rest.Size();
  EXPECT_EQ(total, 200000);
  EXPECT_EQ(tracker.restriction().stop, claimed);
}

}  // namespace
}  // namespace beam
