#include "beam/worker/data/element_claims.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace beam::worker {
namespace {

TEST(ElementClaims, AllElementsAreTheBundlesUntilSomeAreTakenAway) {
  ElementClaims claims;
  EXPECT_TRUE(claims.Claim());
  EXPECT_TRUE(claims.Claim());
  EXPECT_TRUE(claims.TakeAway(3));
  EXPECT_TRUE(claims.Claim());
  EXPECT_FALSE(claims.Claim());
  EXPECT_FALSE(claims.Claim());
  EXPECT_EQ(claims.claimed(), 3);
  EXPECT_EQ(claims.end(), 3);
  claims.Reset();
  EXPECT_TRUE(claims.Claim());
}

TEST(ElementClaims, WhatIsClaimedStays) {
  ElementClaims claims;
  claims.Claim();
  claims.Claim();
  EXPECT_FALSE(claims.TakeAway(1));
  EXPECT_FALSE(claims.TakeAway(-1));
  EXPECT_TRUE(claims.TakeAway(2));
  EXPECT_FALSE(claims.TakeAway(2)) << "it is gone already";
  EXPECT_FALSE(claims.TakeAway(5));
}

TEST(ElementClaims, EveryElementHasOneOwnerWhoeverIsFirst) {
  for (int round = 0; round < 200; ++round) {
    ElementClaims claims;
    std::atomic<bool> start = false;
    std::int64_t own = 0;
    std::thread bundle([&] {
      while (!start) {
      }
      while (own < 1000 && claims.Claim()) ++own;
    });
    start = true;
    std::int64_t first_taken = 1000;
    for (std::int64_t at = 999; at > 0; at -= 50) {
      if (claims.TakeAway(at)) first_taken = at;
    }
    bundle.join();
    EXPECT_LE(own, first_taken);
    if (own < 1000) {
      EXPECT_EQ(own, first_taken);
    }
  }
}

}  // namespace
}  // namespace beam::worker
