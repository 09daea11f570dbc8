#include "beam/base/thread_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

namespace beam {
namespace {

TEST(ThreadPool, RunsEveryTaskBeforeItsEnd) {
  std::atomic<int> count = 0;
  {
    ThreadPool pool(3);
    for (int i = 0; i < 1000; ++i) pool.Submit([&] { ++count; });
  }
  EXPECT_EQ(count, 1000);
}

TEST(ThreadPool, RunsAsManyTasksAtOnceAsItHasThreads) {
  std::latch all_here(4);
  {
    ThreadPool pool(4);
    for (int i = 0; i < 4; ++i) pool.Submit([&] { all_here.arrive_and_wait(); });
  }
  EXPECT_TRUE(all_here.try_wait());
}

TEST(ThreadPool, KnowsHowManyProcessorsThereAre) {
  EXPECT_GE(AvailableProcessors(), 1);
}

}  // namespace
}  // namespace beam
