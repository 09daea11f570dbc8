#include "klay_beam/speech/whisper/segments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "klay_beam/speech/whisper/testing/small_config.h"

namespace klay {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const WhisperConfig kConfig = testing::SmallConfig();

std::vector<WhisperTokenSegment> Split(const std::vector<std::int64_t>& tokens) {
  return SplitAtTimestamps(kConfig, tokens, 0.35);
}

TEST(SplitAtTimestamps, CutsBetweenPairsOfTimes) {
  const auto segments = Split({19, 3, 4, 24, 25, 5, 30});
  ASSERT_THAT(segments, SizeIs(2));
  EXPECT_NEAR(segments[0].start, 0, 1e-9);
  EXPECT_NEAR(segments[0].end, 0.1, 1e-9);
  EXPECT_THAT(segments[0].tokens, ElementsAre(19, 3, 4, 24));
  EXPECT_NEAR(segments[1].start, 0.12, 1e-9);
  EXPECT_NEAR(segments[1].end, 0.22, 1e-9);
}

TEST(SplitAtTimestamps, MakesOneSegmentOfATextWithoutTimes) {
  const auto segments = Split({3, 4, 5});
  ASSERT_THAT(segments, SizeIs(1));
  EXPECT_EQ(segments[0].start, 0);
  EXPECT_EQ(segments[0].end, 0.35);
}

TEST(SplitAtTimestamps, KeepsWordsBehindTheLastPair) {
  const auto segments = Split({19, 3, 24, 24, 5, 6});
  ASSERT_THAT(segments, SizeIs(2));
  EXPECT_THAT(segments[1].tokens, ElementsAre(24, 5, 6));
  EXPECT_NEAR(segments[1].start, 0.1, 1e-9);
  EXPECT_EQ(segments[1].end, 0.35);
}

TEST(SplitAtTimestamps, LeavesOutTimesWithoutText) {
  EXPECT_THAT(Split({19, 3, 24, 24}), SizeIs(1));
  EXPECT_THAT(Split({19}), IsEmpty());
  EXPECT_THAT(Split({}), IsEmpty());
}

TEST(SplitAtTimestamps, EndsNothingBehindTheClip) {
  EXPECT_EQ(Split({19, 3, 38})[0].end, 0.35);
}

}  // namespace
}  // namespace klay
