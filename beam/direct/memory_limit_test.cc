#include "beam/direct/memory_limit.h"

#include <gtest/gtest.h>

#include "beam/base/error.h"

namespace beam::direct {
namespace {

TEST(MemoryLimitTest, ReadsBytesAndUnits) {
  EXPECT_EQ(ParseMemoryLimit("20000000"), 20000000);
  EXPECT_EQ(ParseMemoryLimit("256MB"), std::size_t{256} << 20);
  EXPECT_EQ(ParseMemoryLimit("1.5GB"), std::size_t{3} << 29);
  EXPECT_EQ(ParseMemoryLimit("65536KB"), std::size_t{64} << 20);
}

TEST(MemoryLimitTest, ReadsAPartOfTheMachine) {
  EXPECT_GT(ParseMemoryLimit("50%"), std::size_t{64} << 20);
  EXPECT_NEAR(static_cast<double>(ParseMemoryLimit("100%")),
              2.0 * static_cast<double>(ParseMemoryLimit("50%")), 16.0);
}

TEST(MemoryLimitTest, RefusesWhatIsNoAmountOfMemory) {
  for (const char* text :
       {"", "much", "-5GB", "256 MB", "256mb", "1023", "101%", "1e30GB", "nan"}) {
    EXPECT_THROW(ParseMemoryLimit(text), Error) << text;
  }
}

}  // namespace
}  // namespace beam::direct
