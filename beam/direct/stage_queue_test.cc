#include "beam/direct/stage_queue.h"

#include <gtest/gtest.h>

namespace beam::direct {
namespace {

std::unique_ptr<exec::Buffer> Numbers(int first, int count) {
  auto buffer = std::make_unique<exec::ElementBuffer<int>>();
  for (int i = 0; i < count; ++i) buffer->Add({first + i});
  return buffer;
}

struct Sink final : exec::Receiver<int> {
  void Receive(Element<int>&& element) override { seen.push_back(element.value); }
  std::vector<int> seen;
};

TEST(StageQueue, GivesElementsInOrderAndSplitsBuffers) {
  StageQueue queue;
  queue.Put(Numbers(0, 3));
  queue.Put(Numbers(3, 4));
  EXPECT_EQ(queue.size(), 7U);
  EXPECT_EQ(queue.bytes(), 7 * sizeof(Element<int>));
  Sink sink;
  for (std::size_t count : {2U, 3U, 9U}) {
    for (auto& buffer : queue.Take(count)) {
      for (std::size_t i = 0; i < buffer->size(); ++i) buffer->Feed(i, sink);
    }
  }
  EXPECT_EQ(sink.seen, (std::vector<int>{0, 1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(queue.size(), 0U);
  EXPECT_EQ(queue.bytes(), 0U);
  EXPECT_TRUE(queue.Take(5).empty());
}

TEST(BundleSizer, StartsWithOneAndAtMostDoubles) {
  BundleSizer sizer;
  EXPECT_EQ(sizer.Next(1000000, 2), 1U);
  sizer.Record(1, 1e-6);
  EXPECT_EQ(sizer.Next(1000000, 2), 2U);
  sizer.Record(2, 2e-6);
  EXPECT_EQ(sizer.Next(1000000, 2), 4U);
}

TEST(BundleSizer, SlowElementsGoOneByOne) {
  BundleSizer sizer;
  sizer.Record(1, 3.0);
  EXPECT_EQ(sizer.Next(1000, 2), 1U);
}

TEST(BundleSizer, LeavesASharedRestForEveryWorker) {
  BundleSizer sizer;
  for (std::size_t size = 1; size < 1000; size *= 2) sizer.Record(size, 1e-6 * size);
  EXPECT_EQ(sizer.Next(40, 4), 5U);
  EXPECT_EQ(sizer.Next(1, 4), 1U);
}

TEST(BundleSizer, AimsAtTheSameTimeForEveryBundle) {
  BundleSizer sizer;
  for (int i = 0; i < 20; ++i) sizer.Record(sizer.Next(1000000, 2), 0.001 * sizer.Next(1000000, 2));
  EXPECT_EQ(sizer.Next(1000000, 2), 20U);
}

}  // namespace
}  // namespace beam::direct
