#include "beam/worker/bundle/finalizations.h"

#include <gtest/gtest.h>

#include <chrono>

#include "beam/base/error.h"

namespace beam::worker {
namespace {

using Clock = exec::BundleFinalization::Clock;

exec::BundleFinalization Counting(int& calls, Clock::time_point expires_at) {
  exec::BundleFinalization finalization;
  finalization.Add([&calls] { ++calls; }, expires_at);
  return finalization;
}

TEST(FinalizationsTest, EachIsTakenOnce) {
  int calls = 0;
  Finalizations finalizations;
  finalizations.Put("a", Counting(calls, Clock::time_point::max()));
  finalizations.Take("b").Call();
  EXPECT_EQ(calls, 0);
  finalizations.Take("a").Call();
  finalizations.Take("a").Call();
  EXPECT_EQ(calls, 1);
}

TEST(FinalizationsTest, WhatHasExpiredIsForgotten) {
  int calls = 0;
  Finalizations finalizations;
  finalizations.Put("old", Counting(calls, Clock::time_point::min()));
  finalizations.Put("new", Counting(calls, Clock::time_point::max()));
  EXPECT_TRUE(finalizations.Take("old").empty());
  EXPECT_FALSE(finalizations.Take("new").empty());
  finalizations.Put("old", Counting(calls, Clock::time_point::min()));
  finalizations.Take("old").Call();
  EXPECT_EQ(calls, 0);
}

}  // namespace
}  // namespace beam::worker
