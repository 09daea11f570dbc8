#include "beam/worker/data/mixed_elements.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace beam::worker {
namespace {

TEST(Mixed, HasTheSameElementsInAnotherOrder) {
  std::string bytes;
  std::vector<std::size_t> ends;
  std::vector<std::string> elements;
  for (int i = 0; i < 1000; ++i) {
    elements.push_back("<" + std::to_string(i) + ">");
    bytes += elements.back();
    ends.push_back(bytes.size());
  }
  std::mt19937_64 random;
  const std::string mixed = Mixed(bytes, ends, random);
  EXPECT_NE(mixed, bytes);
  std::vector<std::string> found;
  for (std::size_t at = 0; at < mixed.size();) {
    const std::size_t end = mixed.find('>', at) + 1;
    found.push_back(mixed.substr(at, end - at));
    at = end;
  }
  std::sort(found.begin(), found.end());
  std::sort(elements.begin(), elements.end());
  EXPECT_EQ(found, elements);
}

TEST(Mixed, NothingStaysNothing) {
  std::mt19937_64 random;
  EXPECT_EQ(Mixed("", {}, random), "");
}

}  // namespace
}  // namespace beam::worker
