#include "beam/base/reflection/enum_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace beam {
namespace {

enum class Damaged { kKeep, kFailAll };
enum class Sparse { kOne = 1, kSeven = 7 };

TEST(EnumNames, AreWrittenAsOnACommandLine) {
  EXPECT_THAT(EnumNames<Damaged>(), ::testing::ElementsAre("keep", "fail_all"));
  EXPECT_THAT(EnumNames<Sparse>(), ::testing::ElementsAre("one", "seven"));
}

TEST(EnumNames, GoBothWays) {
  EXPECT_EQ(EnumFromName<Damaged>("fail_all"), Damaged::kFailAll);
  EXPECT_EQ(EnumFromName<Sparse>("seven"), Sparse::kSeven);
  EXPECT_EQ(EnumFromName<Damaged>("kKeep"), std::nullopt);
  EXPECT_EQ(EnumName(Sparse::kSeven), "seven");
  EXPECT_EQ(EnumName(static_cast<Sparse>(3)), "3");
}

}  // namespace
}  // namespace beam
