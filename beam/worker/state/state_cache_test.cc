#include "beam/worker/state/state_cache.h"

#include <gtest/gtest.h>

namespace beam::worker {
namespace {

TEST(StateCache, APageIsFoundByItsName) {
  StateCache cache(1 << 20);
  EXPECT_FALSE(cache.Find("a").has_value());
  cache.Put("a", {"data", "next"});
  EXPECT_EQ(cache.Find("a")->data, "data");
  EXPECT_EQ(cache.Find("a")->continuation, "next");
  cache.Put("a", {"other", ""});
  EXPECT_EQ(cache.Find("a")->data, "other");
  cache.Erase("a");
  EXPECT_FALSE(cache.Find("a").has_value());
  EXPECT_EQ(cache.bytes(), 0U);
}

TEST(StateCache, TellsHowOftenItHadWhatWasAskedFor) {
  StateCache cache(1 << 20);
  cache.Find("a");
  cache.Put("a", {"data", ""});
  cache.Put("b", {"data", ""});
  cache.Find("a");
  cache.Find("b");
  const StateCache::Stats stats = cache.Look();
  EXPECT_EQ(stats.entries, 2U);
  EXPECT_EQ(stats.bytes, cache.bytes());
  EXPECT_EQ(stats.max_bytes, std::size_t{1} << 20);
  EXPECT_EQ(stats.hits, 2);
  EXPECT_EQ(stats.misses, 1);
}

TEST(StateCache, AnotherTokenIsAnotherName) {
  EXPECT_NE(StateCache::NameOf("ab", "c", ""), StateCache::NameOf("a", "bc", ""));
  EXPECT_NE(StateCache::NameOf("1", "key", ""), StateCache::NameOf("2", "key", ""));
}

TEST(StateCache, WhatNobodyReadForLongestGoesFirst) {
  StateCache cache(10'000);
  for (int i = 0; i < 30; ++i) {
    cache.Put(std::to_string(i), {std::string(1000, 'x'), ""});
    if (i >= 1) {
      EXPECT_TRUE(cache.Find("1").has_value()) << i;
    }
  }
  EXPECT_FALSE(cache.Find("0").has_value());
  EXPECT_TRUE(cache.Find("29").has_value());
  EXPECT_LE(cache.bytes(), 10'000U);
}

TEST(StateCache, WhatIsTooLargeIsNotKept) {
  StateCache cache(1000);
  cache.Put("a", {"small", ""});
  cache.Put("large", {std::string(5000, 'x'), ""});
  EXPECT_FALSE(cache.Find("large").has_value());
  EXPECT_TRUE(cache.Find("a").has_value());
  cache.Clear();
  EXPECT_FALSE(cache.Find("a").has_value());
}

}  // namespace
}  // namespace beam::worker
