#include "beam/windowing/trigger.h"

#include <gtest/gtest.h>

#include "beam/base/error.h"

namespace beam {
namespace {

TEST(TriggerTest, DescribesItselfAsItIsWritten) {
  EXPECT_EQ(Describe(Trigger()), "Default()");
  EXPECT_EQ(Describe(Repeatedly(AfterCount(2))), "Repeatedly(AfterCount(2))");
  EXPECT_EQ(Describe(AfterWatermark()), "AfterWatermark()");
  EXPECT_EQ(Describe(AfterWatermark({.late = AfterCount(1)})),
            "AfterWatermark(late=AfterCount(1))");
  EXPECT_EQ(Describe(AfterWatermark({.early = AfterProcessingTime(Seconds(5)), .late = Always()})),
            "AfterWatermark(early=AfterProcessingTime(5 s), late=Always())");
  EXPECT_EQ(Describe(OrFinally(AfterEach({AfterCount(1), Never()}), AfterAll({AfterCount(3)}))),
            "OrFinally(AfterEach(AfterCount(1), Never()), AfterAll(AfterCount(3)))");
}

TEST(TriggerTest, RefusesWhatNeverCouldFire) {
  EXPECT_THROW(AfterCount(0), Error);
  EXPECT_THROW(AfterProcessingTime(Seconds(-1)), Error);
  EXPECT_THROW(AfterAny({}), Error);
  EXPECT_THROW(AfterAll({}), Error);
  EXPECT_THROW(AfterEach({}), Error);
}

TEST(TriggerTest, ADefaultLateFiringIsForEachLateElement) {
  EXPECT_EQ(AfterWatermark({.late = Trigger()}), AfterWatermark({.late = Always()}));
  EXPECT_NE(AfterWatermark({.late = Trigger()}), AfterWatermark());
}

// Python's MayLoseDataTest has the same cases.
TEST(TriggerTest, MayLoseDataOnlyIfItMayFinish) {
  const Trigger safe = Repeatedly(AfterCount(42));
  EXPECT_FALSE(MayLoseData(Trigger(), {}));
  EXPECT_FALSE(MayLoseData(Always(), {}));
  EXPECT_FALSE(MayLoseData(Never(), {}));
  EXPECT_FALSE(MayLoseData(safe, {}));
  EXPECT_TRUE(MayLoseData(AfterCount(42), {}));
  EXPECT_TRUE(MayLoseData(AfterProcessingTime(Seconds(42)), {}));
  EXPECT_TRUE(MayLoseData(AfterAny({AfterCount(42), Trigger()}), {}));
  EXPECT_FALSE(MayLoseData(AfterAny({safe, Trigger()}), {}));
  EXPECT_FALSE(MayLoseData(AfterAll({AfterCount(1), Trigger()}), {}));
  EXPECT_TRUE(MayLoseData(AfterAll({AfterCount(42), AfterProcessingTime(Seconds(42))}), {}));
  EXPECT_FALSE(MayLoseData(AfterEach({AfterCount(1), Trigger(), AfterCount(2)}), {}));
  EXPECT_TRUE(MayLoseData(AfterEach({AfterCount(1), AfterCount(2)}), {}));
  EXPECT_TRUE(MayLoseData(OrFinally(safe, AfterCount(10)), {}));
}

TEST(TriggerTest, AfterWatermarkLosesOnlyLateDataThatIsAllowed) {
  EXPECT_FALSE(MayLoseData(AfterWatermark(), {}));
  EXPECT_TRUE(MayLoseData(AfterWatermark(), Seconds(60)));
  EXPECT_FALSE(MayLoseData(AfterWatermark({.late = AfterCount(1)}), Seconds(60)));
}

// Python's ContinuationTriggerTest has the same cases.
TEST(TriggerTest, ContinuesAsSoonAsItCan) {
  EXPECT_EQ(ContinuationOf(Trigger()), Trigger());
  EXPECT_EQ(ContinuationOf(AfterCount(100)), AfterCount(1));
  EXPECT_EQ(ContinuationOf(AfterAll({AfterCount(2), AfterCount(5)})),
            AfterAll({AfterCount(1), AfterCount(1)}));
  EXPECT_EQ(ContinuationOf(AfterEach({AfterCount(2), AfterCount(5)})),
            Repeatedly(AfterAny({AfterCount(1), AfterCount(1)})));
  EXPECT_EQ(ContinuationOf(AfterWatermark({.early = AfterCount(10), .late = AfterCount(20)})),
            AfterWatermark({.early = AfterCount(1), .late = AfterCount(1)}));
  EXPECT_EQ(ContinuationOf(Repeatedly(AfterProcessingTime(Seconds(1)))).children[0].kind,
            Trigger::Kind::kAfterSynchronizedProcessingTime);
}

TEST(TriggerTest, CountsElementsOnlyWhereMoreThanOneIsWaitedFor) {
  EXPECT_FALSE(CountsElements(Trigger()));
  EXPECT_FALSE(CountsElements(AfterWatermark({.early = AfterCount(1)})));
  EXPECT_TRUE(CountsElements(Repeatedly(AfterAny({AfterCount(2), AfterWatermark()}))));
}

}  // namespace
}  // namespace beam
