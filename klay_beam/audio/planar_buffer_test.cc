#include "klay_beam/audio/planar_buffer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace klay {
namespace {

TEST(PlanarBuffer, KeepsChannelsApartWhileItGrows) {
  for (const int channels : {1, 2, 5}) {
    PlanarBuffer buffer(channels);
    int64_t next = 0;
    for (int64_t block = 1; block < 60; ++block) {
      buffer.Reserve(block);
      for (int c = 0; c < channels; ++c) {
        for (int64_t i = 0; i < block; ++i) {
          buffer.end(c)[i] = static_cast<float>(int64_t{10000} * c + next + i);
        }
      }
      buffer.Commit(block);
      next += block;
    }
    EXPECT_EQ(buffer.frames(), next);
    const Audio audio = buffer.Finish("p", 8000);
    ASSERT_EQ(audio.frames, next);
    for (int c = 0; c < channels; ++c) {
      for (int64_t i = 0; i < next; ++i) {
        ASSERT_EQ(audio.channel(c)[static_cast<size_t>(i)],
                  static_cast<float>(int64_t{10000} * c + i));
      }
    }
  }
}

TEST(PlanarBuffer, FinishedWithoutFramesIsEmptyAudio) {
  PlanarBuffer buffer(2);
  EXPECT_EQ(buffer.Finish("p", 8000).frames, 0);
  PlanarBuffer reserved(2);
  reserved.Reserve(100);
  const Audio audio = reserved.Finish("p", 8000);
  EXPECT_TRUE(audio.samples().empty());
  EXPECT_EQ(audio.channels, 2);
}

TEST(PlanarBuffer, CanBeFilledAgainAfterItIsFinished) {
  PlanarBuffer buffer(1);
  buffer.Reserve(1);
  *buffer.end(0) = 1;
  buffer.Commit(1);
  const Audio first = buffer.Finish("first", 8000);
  buffer.Reserve(1);
  *buffer.end(0) = 2;
  buffer.Commit(1);
  EXPECT_THAT(buffer.Finish("second", 8000).samples(), ::testing::ElementsAre(2));
  EXPECT_THAT(first.samples(), ::testing::ElementsAre(1));
}

}  // namespace
}  // namespace klay
