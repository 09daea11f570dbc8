#include "klay_beam/audio/channel_layout.h"

#include <gtest/gtest.h>

namespace klay {
namespace {

using enum Speaker;

TEST(LayoutName, IsTheUsualOne) {
  EXPECT_EQ(LayoutName({kFrontCenter}), "mono");
  EXPECT_EQ(LayoutName({kFrontLeft, kFrontRight}), "stereo");
  EXPECT_EQ(
      LayoutName({kFrontLeft, kFrontRight, kFrontCenter, kLowFrequency, kSideLeft, kSideRight}),
      "5.1(side)");
}

TEST(LayoutName, SpellsOutAnotherOrder) {
  EXPECT_EQ(LayoutName({kFrontRight, kFrontLeft}), "FR+FL");
  EXPECT_EQ(LayoutName({kTopBackRight}), "TBR");
}

TEST(LayoutName, CountsWhatIsUnknown) {
  EXPECT_EQ(LayoutName(DefaultLayout(6)), "6 channels");
  EXPECT_EQ(LayoutName({kFrontLeft, kUnknown}), "2 channels");
}

TEST(DefaultLayout, IsMonoOrStereo) {
  EXPECT_EQ(LayoutName(DefaultLayout(1)), "mono");
  EXPECT_EQ(LayoutName(DefaultLayout(2)), "stereo");
}

}  // namespace
}  // namespace klay
