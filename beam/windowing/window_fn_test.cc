#include "beam/windowing/window_fn.h"

#include <gtest/gtest.h>

#include "beam/base/error.h"

namespace beam {
namespace {

Timestamp At(std::int64_t seconds) {
  return Timestamp{} + Seconds(seconds);
}
Window Span(std::int64_t start, std::int64_t end) {
  return {At(start), At(end)};
}

using AllOf = std::vector<Window>;

TEST(FixedWindowsTest, CutsTimeIntoEqualSpans) {
  const FixedWindows windows(Seconds(10));
  EXPECT_EQ(windows.Assign(At(0)), AllOf{Span(0, 10)});
  EXPECT_EQ(windows.Assign(At(10) - Microseconds(1)), AllOf{Span(0, 10)});
  EXPECT_EQ(windows.Assign(At(10)), AllOf{Span(10, 20)});
  EXPECT_EQ(windows.Assign(At(-1)), AllOf{Span(-10, 0)});
  EXPECT_EQ(windows.Assign(At(-10)), AllOf{Span(-10, 0)});
}

TEST(FixedWindowsTest, StartsAtItsOffset) {
  const FixedWindows windows(Seconds(10), Seconds(3));
  EXPECT_EQ(windows.Assign(At(2)), AllOf{Span(-7, 3)});
  EXPECT_EQ(windows.Assign(At(3)), AllOf{Span(3, 13)});
}

TEST(FixedWindowsTest, StaysWithinTheRangeOfTimestamps) {
  const Window first = FixedWindows(Days(1)).Assign(kMinTimestamp)[0];
  EXPECT_TRUE(first.Contains(kMinTimestamp));
  const Window last = FixedWindows(Days(1)).Assign(kMaxTimestamp - Microseconds(1))[0];
  EXPECT_TRUE(last.Contains(kMaxTimestamp - Microseconds(1)));
}

TEST(SlidingWindowsTest, AssignsEveryWindowThatHoldsTheTime) {
  const SlidingWindows windows(Seconds(10), Seconds(5));
  EXPECT_EQ(windows.Assign(At(12)), (AllOf{Span(5, 15), Span(10, 20)}));
  EXPECT_EQ(windows.Assign(At(10)), (AllOf{Span(5, 15), Span(10, 20)}));
  EXPECT_EQ(windows.Assign(At(-1)), (AllOf{Span(-10, 0), Span(-5, 5)}));
}

TEST(SlidingWindowsTest, MayLeaveTimesInNoWindow) {
  const SlidingWindows windows(Seconds(2), Seconds(5));
  EXPECT_EQ(windows.Assign(At(6)), AllOf{Span(5, 7)});
  EXPECT_TRUE(windows.Assign(At(8)).empty());
}

TEST(SessionsTest, StartsASessionAtEachElement) {
  const Sessions sessions(Seconds(5));
  EXPECT_TRUE(sessions.IsMerging());
  EXPECT_EQ(sessions.Assign(At(7)), AllOf{Span(7, 12)});
}

TEST(WindowFnTest, SideInputIsTheEarliestWindowThatHoldsTheEndOfTheMainOne) {
  EXPECT_EQ(FixedWindows(Seconds(60)).ForSideInput(Span(50, 60)), Span(0, 60));
  EXPECT_EQ(FixedWindows(Seconds(10)).ForSideInput(Span(0, 60)), Span(50, 60));
  EXPECT_EQ(SlidingWindows(Seconds(10), Seconds(5)).ForSideInput(Span(0, 10)), Span(0, 10));
  EXPECT_EQ(GlobalWindows().ForSideInput(Span(0, 10)), kGlobalWindow);
  EXPECT_THROW(Sessions(Seconds(1)).ForSideInput(Span(0, 10)), Error);
}

TEST(WindowFnTest, ASideInputMayHaveNoWindowForATime) {
  EXPECT_EQ(SlidingWindows(Seconds(2), Seconds(5)).ForSideInput(Span(0, 5)), std::nullopt);
}

TEST(WindowFnTest, MergesWindowsThatOverlapButNotThoseThatTouch) {
  const AllOf windows = {Span(0, 5), Span(2, 4), Span(3, 9), Span(9, 12), Span(20, 25)};
  const std::vector<WindowMerge> merges = Sessions(Seconds(5)).Merge(windows);
  ASSERT_EQ(merges.size(), 3U);
  EXPECT_EQ(merges[0].from, (AllOf{Span(0, 5), Span(2, 4), Span(3, 9)}));
  EXPECT_EQ(merges[0].into, Span(0, 9));
  EXPECT_EQ(merges[1].from, AllOf{Span(9, 12)});
  EXPECT_EQ(merges[2].into, Span(20, 25));
}

TEST(WindowFnTest, RefusesWindowsWithoutLength) {
  EXPECT_THROW(FixedWindows(Seconds(0)), Error);
  EXPECT_THROW(FixedWindows(Seconds(10), Seconds(10)), Error);
  EXPECT_THROW(SlidingWindows(Seconds(10), Seconds(0)), Error);
  EXPECT_THROW(Sessions(Seconds(-1)), Error);
}

TEST(WindowFnTest, DescribesItself) {
  EXPECT_EQ(FixedWindows(Milliseconds(1500)).Describe(), "fixed windows of 1.5 s");
  EXPECT_EQ(SlidingWindows(Minutes(1), Seconds(10)).Describe(),
            "sliding windows of 60 s every 10 s");
}

}  // namespace
}  // namespace beam
