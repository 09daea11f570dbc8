#include "beam/state/stored_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <thread>
#include <vector>

#include "beam/testing/memory_chunk_store.h"

namespace beam {
namespace {

using testing::MemoryChunkStore;
using Model = std::map<std::string, std::string>;

Model EntriesFrom(const StoredMap& map, std::string_view from) {
  Model entries;
  std::string last;
  map.Visit(from, [&](std::string_view key, std::string_view value) {
    EXPECT_TRUE(entries.empty() || last < key) << "keys come in their order, once each";
    last = key;
    entries.emplace(key, value);
    return true;
  });
  return entries;
}

/// Random changes to a map and to std::map, compared on the way.
void CompareWithModel(std::size_t memory_bytes, std::uint64_t seed) {
  MemoryChunkStore store(1 << 20, memory_bytes);
  {
    StoredMap map(store);
    Model model;
    std::mt19937_64 random(seed);
    for (int step = 0; step < 6000; ++step) {
      std::string key = std::to_string(random() % 700);
      if (random() % 50 == 0) key += std::string(200, '\0') + "\xff";
      if (random() % 3 == 0) {
        map.Remove(key);
        model.erase(key);
      } else {
        const std::string value(random() % 60, static_cast<char>('a' + step % 26));
        map.Put(key, value);
        model[key] = value;
      }
      const std::string other = std::to_string(random() % 700);
      const auto expected = model.find(other);
      ASSERT_EQ(map.Get(other),
                expected == model.end() ? std::nullopt : std::optional(expected->second));
      if (step % 500 != 0) continue;
      ASSERT_EQ(EntriesFrom(map, ""), model);
      ASSERT_EQ(EntriesFrom(map, other), Model(model.lower_bound(other), model.end()));
    }
  }
  EXPECT_EQ(store.chunks_alive(), 0) << "space is freed with the map";
}

TEST(StoredMap, IsAMapWhateverMemoryThereIs) {
  for (const std::size_t memory_bytes : {0U, 100U, 3000U, 20000U, 10000000U}) {
    for (std::uint64_t seed = 0; seed < 3; ++seed) CompareWithModel(memory_bytes, seed);
  }
}

TEST(StoredMap, KeepsToItsMemory) {
  MemoryChunkStore store(1 << 20, 5000);
  StoredMap map(store);
  for (int i = 0; i < 20000; ++i) {
    map.Put(std::to_string(i), "value");
    ASSERT_LE(map.ApproximateBytes(), 5000U);
  }
  EXPECT_EQ(EntriesFrom(map, "").size(), 20000U);
  EXPECT_GT(store.chunks_alive(), 10);
}

TEST(StoredMap, WhatIsRemovedLeavesNothingBehind) {
  MemoryChunkStore store(1 << 20, 2000);
  StoredMap map(store);
  for (int round = 0; round < 20; ++round) {
    for (int i = 0; i < 500; ++i) map.Put(std::to_string(i), "value");
    for (int i = 0; i < 500; ++i) map.Remove(std::to_string(i));
  }
  map.Visit({}, [](std::string_view key, std::string_view) {
    ADD_FAILURE() << key;
    return false;
  });
  EXPECT_EQ(map.Get("7"), std::nullopt);
  EXPECT_LT(store.chunks_alive(), 200) << "removed entries go when runs are merged";
}

TEST(StoredMap, StopsAVisitWhereItIsTold) {
  MemoryChunkStore store(1 << 20, 0);
  StoredMap map(store);
  for (const char* key : {"a", "b", "c", "d"}) map.Put(key, "");
  std::vector<std::string> seen;
  map.Visit("b", [&](std::string_view key, std::string_view) {
    seen.emplace_back(key);
    return key != "c";
  });
  EXPECT_THAT(seen, ::testing::ElementsAre("b", "c"));
}

TEST(StoredMap, IsReadBySeveralThreads) {
  MemoryChunkStore store(1 << 20, 1000);
  StoredMap map(store);
  for (int i = 0; i < 3000; ++i) map.Put(std::to_string(i), std::to_string(i * i));
  std::vector<std::thread> readers;
  std::vector<int> wrong(3, 0);
  for (std::size_t thread = 0; thread < wrong.size(); ++thread) {
    readers.emplace_back([&, thread] {
      for (int i = static_cast<int>(thread); i < 3000; i += 2) {
        if (map.Get(std::to_string(i)) != std::to_string(i * i)) ++wrong[thread];
      }
    });
  }
  for (std::thread& reader : readers) reader.join();
  EXPECT_THAT(wrong, ::testing::Each(0));
}

}  // namespace
}  // namespace beam
