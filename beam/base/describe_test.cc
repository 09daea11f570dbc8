#include "beam/base/describe.h"

#include <gtest/gtest.h>

#include <vector>

#include "beam/base/kv.h"

namespace beam {
namespace {

enum class Mood { kGood, kBad };
struct Track {
  std::string path;
  double seconds;
  std::optional<int> rate;
  Mood mood;
};
struct Closed {
  explicit Closed(int) {}
};

TEST(Describe, ShowsFieldsByName) {
  EXPECT_EQ(Describe(Track{"a b\".wav", 2.5, std::nullopt, Mood::kBad}),
            R"({path: "a b\".wav", seconds: 2.5, rate: null, mood: bad})");
  EXPECT_EQ(Describe(KV{std::string("k"), std::vector<int>{1, 2}}), R"({key: "k", value: [1, 2]})");
}

TEST(Describe, EscapesWhatATerminalWouldAct0n) {
  EXPECT_EQ(Describe(std::string("a\x1b[31m\nb")), R"("a\x1b[31m\nb")");
}

TEST(Describe, ShowsTuplesInParentheses) {
  EXPECT_EQ(Describe(std::tuple<int, std::string>(1, "a")), R"((1, "a"))");
  EXPECT_EQ(Describe(std::tuple<>()), "()");
}

TEST(Describe, CutsLongValues) {
  EXPECT_LT(Describe(std::string(100000, 'x')).size(), 400U);
  EXPECT_LT(Describe(std::vector<int>(100000, 7)).size(), 400U);
  std::string text = Describe(std::string(1000, 'x'));
  EXPECT_EQ(text.substr(text.size() - 3), "...");
}

TEST(Describe, SaysWhenItKnowsNothing) {
  EXPECT_EQ(Describe(Closed(1)), "(opaque)");
}

}  // namespace
}  // namespace beam
