#include "beam/base/hash_index.h"

#include <gtest/gtest.h>

#include <unordered_map>
#include <vector>

#include "beam/base/hash.h"

namespace beam {
namespace {

/// Finds or adds `key`; returns its number.
std::uint32_t Put(HashIndex& index, std::vector<std::uint64_t>& keys, std::uint64_t key,
                  std::uint64_t hash) {
  const std::uint32_t found =
      index.FindOrAdd(hash, [&](std::uint32_t number) { return keys[number] == key; });
  if (found == keys.size()) keys.push_back(key);
  return found;
}

TEST(HashIndexTest, GivesEachKeyOneNumberInTheOrderOfTheirComing) {
  for (const int shift : {0, 16, 32, 48}) {  // Keys that differ in some bits only.
    HashIndex index;
    std::vector<std::uint64_t> keys;
    std::unordered_map<std::uint64_t, std::uint32_t> expected;
    for (std::uint64_t i = 0; i < 100000; ++i) {
      const std::uint64_t key = i * i % 9973 << shift;
      const auto number = static_cast<std::uint32_t>(expected.size());
      const std::uint32_t wanted = expected.try_emplace(key, number).first->second;
      ASSERT_EQ(Put(index, keys, key, HashOf(key)), wanted);
    }
    EXPECT_EQ(index.size(), expected.size());
  }
}

TEST(HashIndexTest, TellsKeysOfOneHashApart) {
  HashIndex index;
  std::vector<std::uint64_t> keys;
  for (std::uint64_t round = 0; round < 2; ++round) {
    for (std::uint64_t key = 0; key < 500; ++key) {
      EXPECT_EQ(Put(index, keys, key, ~std::uint64_t{0}), key);
    }
  }
}

TEST(HashIndexTest, ForgetsAndStartsAgainAtZero) {
  HashIndex index;
  for (const std::uint64_t count : {1000, 3, 0, 100, 1000}) {
    std::vector<std::uint64_t> keys;
    for (std::uint64_t key = 0; key < count; ++key) {
      EXPECT_EQ(Put(index, keys, key, HashOf(key)), key);
    }
    EXPECT_EQ(index.size(), count);
    index.Clear();
    EXPECT_EQ(index.size(), 0U);
  }
}

}  // namespace
}  // namespace beam
