#include "beam/state/timer_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "beam/base/error.h"
#include "beam/state/timer.h"

namespace beam {
namespace {

using ::testing::ElementsAre;

Timestamp At(std::int64_t seconds) {
  return Timestamp{} + Seconds(seconds);
}

/// "TIMER TAG @SECONDS" of each call, in the order in which they come.
std::vector<std::string> TakeAll(TimerQueue& queue) {
  std::vector<std::string> calls;
  while (const auto call = queue.TakeNext(kMaxTimestamp, kMaxTimestamp)) {
    calls.push_back(std::to_string(call->timer) + " " + call->tag + "@" +
                    std::to_string(call->at.micros / 1000000));
  }
  return calls;
}

TEST(TimerQueue, CallsByTimeThenByTimerAndTag) {
  TimerQueue queue;
  EventTimer first;
  EventTimer second;
  first.Open(queue, 0);
  second.Open(queue, 1);
  second.Set(At(5));
  first.Set(At(5), "b");
  first.Set(At(5), "a");
  second.Set(At(-1), "early");
  EXPECT_THAT(TakeAll(queue), ElementsAre("1 early@-1", "0 a@5", "0 b@5", "1 @5"));
  EXPECT_FALSE(queue.TakeNext(kMaxTimestamp, kMaxTimestamp).has_value());
}

TEST(TimerQueue, SettingAgainReplacesAndClearingTakesBack) {
  TimerQueue queue;
  EventTimer timer;
  timer.Open(queue, 0);
  timer.Set(At(9));
  timer.Set(At(3));
  timer.Set(At(4), "x");
  timer.Clear("x");
  timer.Clear("never set");
  EXPECT_THAT(TakeAll(queue), ElementsAre("0 @3"));
}

TEST(TimerQueue, ProcessingTimersWaitForAllEventTimers) {
  TimerQueue queue;
  EventTimer event;
  ProcessingTimer processing;
  event.Open(queue, 0);
  processing.Open(queue, 1);
  processing.SetAfter(Seconds(2), "later");
  processing.SetAfter(Seconds(1));
  event.Set(At(1000));
  EXPECT_THAT(TakeAll(queue), ElementsAre("0 @1000", "1 @1", "1 later@2"));
}

TEST(TimerQueue, WaitsForTheWatermarkAndForTheClock) {
  TimerQueue queue;
  EventTimer event;
  ProcessingTimer processing;
  event.Open(queue, 0);
  processing.Open(queue, 1);
  queue.processing_time = At(100);
  event.Set(At(10));
  processing.SetAfter(Seconds(5));
  EXPECT_FALSE(queue.TakeNext(At(10), At(104)).has_value()) << "not before the watermark yet";
  EXPECT_EQ(queue.TakeNext(At(10), At(105))->timer, 1U) << "an event timer holds no other";
  EXPECT_FALSE(queue.TakeNext(At(10), kMaxTimestamp).has_value());
  EXPECT_EQ(queue.TakeNext(At(11), At(105))->timer, 0U);
}

TEST(TimerQueue, WhatIsEmittedHasTheTimeThatItShould) {
  TimerQueue queue;
  queue.now = At(42);
  EventTimer event;
  ProcessingTimer processing;
  event.Open(queue, 0);
  processing.Open(queue, 1);
  event.Set(At(50));
  EXPECT_EQ(queue.TakeNext(kMaxTimestamp, kMaxTimestamp)->output_timestamp, At(50));
  event.Set(At(50), "", At(45));
  EXPECT_EQ(queue.TakeNext(kMaxTimestamp, kMaxTimestamp)->output_timestamp, At(45));
  processing.SetAfter(Seconds(7));
  EXPECT_EQ(queue.TakeNext(kMaxTimestamp, kMaxTimestamp)->output_timestamp, At(42));
}

TEST(Timer, IsRefusedOutsideOfItsDoFn) {
  EventTimer timer;
  EXPECT_THROW(timer.Set(At(1)), Error);
  EXPECT_THROW(timer.Clear(), Error);
  TimerQueue queue;
  timer.Open(queue, 0);
  timer.Set(At(1));
  timer.Close();
  EXPECT_THROW(timer.Set(At(1)), Error);
}

}  // namespace
}  // namespace beam
