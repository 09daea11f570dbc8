#include "beam/io/record/units.h"

#include <gtest/gtest.h>

namespace beam::io {
namespace {

TEST(UnitsOf, AreTheLastBracketsOfADoc) {
  EXPECT_EQ(UnitsOf("Length of the audio [s]."), "s");
  EXPECT_EQ(UnitsOf("Of [a], in [dB]"), "dB");
  EXPECT_EQ(UnitsOf("How many [s] there are."), "");
  EXPECT_EQ(UnitsOf("ends oddly]."), "");
  EXPECT_EQ(UnitsOf("..."), "");
  EXPECT_EQ(UnitsOf(""), "");
}

}  // namespace
}  // namespace beam::io
