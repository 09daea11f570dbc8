#include "klay_beam/rows/row_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "beam/base/error.h"

namespace klay {
namespace {

using ::testing::HasSubstr;

struct Inner {
  double value = 0;
  std::vector<int> list = {};
};

struct Row {
  std::string path = {};
  float gain = 0;
  std::vector<float> vector = {};
  std::vector<Inner> inner = {};
  std::map<std::string, double> map = {};
  std::optional<double> maybe = {};
};

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::string WhyUnfit(const Row& row, const RowRules& rules = {}) {
  try {
    RowCheck check(rules);
    beam::io::WriteRecord(row, check);
    return "fit";
  } catch (const beam::Error& error) {
    return error.message();
  }
}

TEST(RowCheck, NumbersAreNumbersWhereverTheyLie) {
  EXPECT_EQ(WhyUnfit({.gain = 1, .vector = {1, 2}, .inner = {{1, {2}}}, .map = {{"a", 1}}}), "fit");
  EXPECT_THAT(WhyUnfit({.gain = static_cast<float>(kNan)}),
              HasSubstr("field gain: expected a finite number, found NaN"));
  EXPECT_THAT(WhyUnfit({.vector = {1, -std::numeric_limits<float>::infinity()}}),
              HasSubstr("field vector: expected a finite number, found -Infinity"));
  EXPECT_THAT(WhyUnfit({.inner = {{1}, {kNan}}}), HasSubstr("field inner"));
  EXPECT_THAT(WhyUnfit({.map = {{"a", std::numeric_limits<double>::infinity()}}}),
              HasSubstr("field map: expected a finite number, found Infinity"));
  EXPECT_THAT(WhyUnfit({.maybe = kNan}), HasSubstr("field maybe"));
  EXPECT_EQ(WhyUnfit({.maybe = kNan}, {.nan = NanPolicy::kKeep}), "fit");
}

TEST(RowCheck, TextIsUtf8) {
  EXPECT_EQ(WhyUnfit({.path = "ünï"}), "fit");
  EXPECT_THAT(WhyUnfit({.path = "\xff"}), HasSubstr("field path: expected UTF-8"));
}

TEST(RowCheck, ListsHaveTheirLength) {
  const RowRules rules{.list_lengths = {{"vector", 2}, {"inner", 1}}};
  EXPECT_EQ(WhyUnfit({.vector = {1, 2}, .inner = {{1, {1, 2, 3}}}}, rules), "fit");
  EXPECT_THAT(WhyUnfit({.vector = {1}, .inner = {{}}}, rules),
              HasSubstr("field vector: expected a list of 2, found one of 1"));
  EXPECT_THAT(WhyUnfit({.vector = {1, 2}}, rules),
              HasSubstr("field inner: expected a list of 1, found one of 0"));
}

TEST(RowCheck, LengthsAreThoseOfLists) {
  const auto row = beam::io::RecordTypeOf<Row>();
  EXPECT_NO_THROW(CheckRules({.list_lengths = {{"vector", 2}}}, row));
  EXPECT_THROW(CheckRules({.list_lengths = {{"vectors", 2}}}, row), beam::Error);
  EXPECT_THROW(CheckRules({.list_lengths = {{"gain", 2}}}, row), beam::Error);
}

}  // namespace
}  // namespace klay
