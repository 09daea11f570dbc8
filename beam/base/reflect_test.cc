#include "beam/base/reflect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace beam {
namespace {

using ::testing::ElementsAre;

struct Empty {};
struct One {
  std::string path;
};
struct Inner {
  int a = 0;
  double b = 0;
};
struct Track {
  std::string path;
  int sample_rate = 16000;
  std::optional<std::vector<double>> levels = {};
  Inner inner = {};
  std::array<int, 3> triple = {};
  std::map<std::string, int> tags = {};
  static int NotAField() { return 1; }
};
struct NoDefault {
  explicit NoDefault(int) {}
};
struct HoldsNoDefault {
  int a;
  NoDefault b;
};
struct Wide {
  int a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0, c1, c2,
      c3, c4, c5, c6, c7, c8, c9, d0, d1;
};

TEST(Reflect, CountsFieldsOfAggregates) {
  EXPECT_EQ(kFieldCount<Empty>, 0U);
  EXPECT_EQ(kFieldCount<One>, 1U);
  EXPECT_EQ(kFieldCount<Track>, 6U);
  EXPECT_EQ(kFieldCount<HoldsNoDefault>, 2U);
  EXPECT_EQ(kFieldCount<Wide>, 32U);
}

TEST(Reflect, NamesAreTheSourcesOwn) {
  EXPECT_THAT(kFieldNames<Track>,
              ElementsAre("path", "sample_rate", "levels", "inner", "triple", "tags"));
  EXPECT_EQ(kFieldNames<Wide>[31], "d1");
}

TEST(Reflect, NamesOfTypesInsideFunctions) {
  struct Local {
    int first;
    bool second;
  };
  EXPECT_THAT(kFieldNames<Local>, ElementsAre("first", "second"));
}

TEST(Reflect, FieldsAreReferencesToTheObject) {
  EXPECT_EQ(Track::NotAField(), 1);
  Track track{.path = "a"};
  std::get<1>(Fields(track)) = 8000;
  EXPECT_EQ(track.sample_rate, 8000);
  std::vector<std::string> seen;
  ForEachField(track, [&](std::string_view name, auto&) { seen.emplace_back(name); });
  EXPECT_EQ(seen.size(), 6U);
}

TEST(Reflect, WhatIsNoPlainStruct) {
  EXPECT_FALSE(PlainStruct<int>);
  EXPECT_FALSE(PlainStruct<std::string>);
  EXPECT_FALSE((PlainStruct<std::array<int, 2>>));
  EXPECT_TRUE(PlainStruct<Track>);
}

}  // namespace
}  // namespace beam
