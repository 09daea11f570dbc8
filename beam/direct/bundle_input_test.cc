#include "beam/direct/bundle_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <thread>

namespace beam::direct {
namespace {

using ::testing::ElementsAre;
using Buffers = std::vector<std::unique_ptr<exec::Buffer>>;

struct Sink final : exec::Receiver<int> {
  void Receive(Element<int>&& element) override { seen.push_back(element.value); }
  std::vector<int> seen;
};

/// 0, 1, ... in buffers of those sizes.
Buffers Numbers(const std::vector<int>& sizes) {
  Buffers buffers;
  int next = 0;
  for (const int size : sizes) {
    auto buffer = std::make_unique<exec::ElementBuffer<int>>();
    for (int i = 0; i < size; ++i) buffer->Add({next++});
    buffers.push_back(std::move(buffer));
  }
  return buffers;
}

std::vector<int> ValuesOf(const Buffers& buffers) {
  Sink sink;
  for (const auto& buffer : buffers) {
    for (std::size_t i = 0; i < buffer->size(); ++i) buffer->Feed(i, sink);
  }
  return sink.seen;
}

void FeedRest(BundleInput& input, Sink& sink) {
  while (input.Next()) input.Feed(sink);
}

TEST(BundleInput, FeedsItsElementsInOrderAcrossBuffers) {
  BundleInput input(Numbers({2, 0, 3}));
  Sink sink;
  FeedRest(input, sink);
  EXPECT_THAT(sink.seen, ElementsAre(0, 1, 2, 3, 4));
  EXPECT_EQ(input.begun(), 5U);
  EXPECT_FALSE(input.Next());
  EXPECT_EQ(input.begun(), 5U);
}

TEST(BundleInput, GivesAwayTheLargerHalfOfWhatIsNotBegun) {
  BundleInput input(Numbers({2, 2, 2}));
  Sink sink;
  ASSERT_TRUE(input.Next());
  EXPECT_EQ(input.waiting(), 5U);
  EXPECT_THAT(ValuesOf(input.TakeHalf()), ElementsAre(3, 4, 5));
  EXPECT_THAT(ValuesOf(input.TakeHalf()), ElementsAre(2));
  EXPECT_THAT(ValuesOf(input.TakeHalf()), ElementsAre(1));
  EXPECT_TRUE(input.TakeHalf().empty());
  EXPECT_EQ(input.waiting(), 0U);
  input.Feed(sink);
  EXPECT_FALSE(input.Next());
  EXPECT_THAT(sink.seen, ElementsAre(0));
}

TEST(BundleInput, FeedsAgainFromWhereItIsRewoundToWithoutWhatWasTaken) {
  BundleInput input(Numbers({3, 3}));
  Sink sink;
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(input.Next());
  EXPECT_THAT(ValuesOf(input.TakeHalf()), ElementsAre(5));
  input.Rewind(1);
  FeedRest(input, sink);
  EXPECT_THAT(sink.seen, ElementsAre(1, 2, 3, 4));
}

TEST(BundleInput, EachElementIsFedOrTakenOnceWhileOthersTake) {
  for (int round = 0; round < 20; ++round) {
    BundleInput input(Numbers(std::vector<int>(100, 50)));
    std::vector<int> taken;
    std::thread taker([&] {
      for (Buffers some = input.TakeHalf(); !some.empty(); some = input.TakeHalf()) {
        const std::vector<int> values = ValuesOf(some);
        taken.insert(taken.end(), values.begin(), values.end());
      }
    });
    Sink sink;
    FeedRest(input, sink);
    taker.join();
    FeedRest(input, sink);
    std::vector<int> all = sink.seen;
    all.insert(all.end(), taken.begin(), taken.end());
    std::sort(all.begin(), all.end());
    std::vector<int> expected(5000);
    std::iota(expected.begin(), expected.end(), 0);
    ASSERT_EQ(all, expected);
  }
}

}  // namespace
}  // namespace beam::direct
