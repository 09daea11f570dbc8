#include "beam/base/hash.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace beam {
namespace {

/// 1 << 16 hashes in 1 << 10 places by ten of their bits: the fullest place has how many?
std::size_t Fullest(const std::vector<std::uint64_t>& hashes, int shift) {
  std::vector<std::size_t> places(1 << 10);
  for (const std::uint64_t hash : hashes) ++places[hash >> shift & 1023];
  return *std::max_element(places.begin(), places.end());
}

/// By the bits from each of `shifts` on.
void ExpectSpread(std::vector<std::uint64_t> hashes, const std::vector<int>& shifts,
                  const std::string& what) {
  std::sort(hashes.begin(), hashes.end());
  EXPECT_EQ(std::unique(hashes.begin(), hashes.end()), hashes.end()) << what;
  // 64 are to be expected; 120 is seven standard deviations more.
  for (const int shift : shifts) EXPECT_LT(Fullest(hashes, shift), 120U) << what;
}

TEST(HashOfTest, SpreadsNumbersThatDifferInFewBits) {
  for (const int step : {0, 3, 16, 32, 48}) {
    std::vector<std::uint64_t> hashes;
    for (std::uint64_t i = 0; i < 1 << 16; ++i) hashes.push_back(HashOf(i << step));
    ExpectSpread(hashes, {42, 54}, "numbers shifted by " + std::to_string(step));
  }
}

TEST(HashOfTest, SpreadsStringsOfEveryLength) {
  for (const std::size_t size : {6, 7, 8, 9, 15, 16, 17, 24, 32, 33, 66}) {
    for (const bool at_end : {false, true}) {
      std::vector<std::uint64_t> hashes;
      for (int i = 0; i < 1 << 16; ++i) {
        std::string text(size, 'x');
        text.replace(at_end ? size - 6 : 0, 6, std::to_string(100000 + i));
        hashes.push_back(HashOf(text));
      }
      ExpectSpread(hashes, {0, 6, 22, 32, 54}, "strings of " + std::to_string(size));
    }
  }
}

TEST(HashOfTest, DependsOnEveryBitAndOnTheLength) {
  for (std::size_t size = 0; size < 70; ++size) {
    const std::string text(size, '\0');
    std::set<std::uint64_t> hashes = {HashOf(text), HashOf(text + '\0')};
    for (std::size_t bit = 0; bit < 8 * size; ++bit) {
      std::string other = text;
      other[bit / 8] = static_cast<char>(1 << bit % 8);
      hashes.insert(HashOf(other));
    }
    EXPECT_EQ(hashes.size(), 8 * size + 2) << size;
  }
}

}  // namespace
}  // namespace beam
