#include "beam/portable/stall_watch.h"

#include <gtest/gtest.h>

namespace beam::portable {
namespace {

using std::chrono::seconds;

constexpr StallWatch::Clock::time_point kStart{};

TEST(StallWatch, WarnsAfterAMinuteAndWheneverTheTimeHasDoubled) {
  StallWatch watch(seconds(0), kStart);
  EXPECT_EQ(watch.TakeWarning(kStart + seconds(59)), std::nullopt);
  EXPECT_EQ(watch.TakeWarning(kStart + seconds(60)), seconds(60));
  EXPECT_EQ(watch.TakeWarning(kStart + seconds(119)), std::nullopt);
  EXPECT_EQ(watch.TakeWarning(kStart + seconds(121)), seconds(121));
  EXPECT_EQ(watch.TakeWarning(kStart + seconds(1000)), seconds(1000));
  EXPECT_EQ(watch.TakeWarning(kStart + seconds(1919)), std::nullopt);
  EXPECT_EQ(watch.TakeWarning(kStart + seconds(1920)), seconds(1920));
}

TEST(StallWatch, BeginsAnewWithEachPieceOfNews) {
  StallWatch watch(seconds(90), kStart);
  EXPECT_EQ(watch.TakeWarning(kStart + seconds(80)), seconds(80));
  watch.TakeNews(kStart + seconds(80));
  EXPECT_EQ(watch.TakeWarning(kStart + seconds(139)), std::nullopt);
  EXPECT_EQ(watch.TakeWarning(kStart + seconds(140)), seconds(60));
  EXPECT_FALSE(watch.IsOver(kStart + seconds(169)));
  EXPECT_TRUE(watch.IsOver(kStart + seconds(170)));
}

TEST(StallWatch, WithoutATimeoutIsNeverOver) {
  const StallWatch watch(seconds(0), kStart);
  EXPECT_FALSE(watch.IsOver(kStart + std::chrono::hours(1000)));
}

}  // namespace
}  // namespace beam::portable
