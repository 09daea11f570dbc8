#include "beam/io/json/json_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "beam/base/error.h"
#include "beam/io/record/record.h"

namespace beam::io {
namespace {

using ::testing::HasSubstr;

enum class Quality { kLow, kVeryHigh };

struct Part {
  std::string name;
  std::vector<std::optional<float>> levels;
};

struct Everything {
  bool flag = true;
  std::int8_t small = -128;
  std::uint64_t large = std::numeric_limits<std::uint64_t>::max();
  double number = 0.1;
  std::string text = "a";
  Bytes bytes = {"\xff\xfe"};
  Quality quality = Quality::kVeryHigh;
  Timestamp at = {1500000};
  Duration length = Milliseconds(1500);
  std::optional<int> missing = {};
  std::array<int, 2> pair = {1, 2};
  std::vector<Part> parts = {{"p", {1.5F, std::nullopt}}, {"q", {}}};
  std::map<std::string, int> counts = {{"b", 2}, {"a", 1}};
  std::unordered_map<int, bool> flags = {{7, true}, {-1, false}, {3, true}};
  std::vector<bool> bits = {true, false};
};

template <class T>
std::string JsonOf(const T& value) {
  std::string text;
  JsonWriter writer(text);
  WriteRecord(value, writer);
  return text;
}

TEST(JsonWriter, WritesEveryKindOfField) {
  EXPECT_EQ(
      JsonOf(Everything()),
      R"({"flag":true,"small":-128,"large":18446744073709551615,"number":0.1,"text":"a",)"
      R"("bytes":"//4=","quality":"very_high","at":"1970-01-01T00:00:01.500Z","length":"1.5s",)"
      R"("missing":null,"pair":[1,2],"parts":[{"name":"p","levels":[1.5,null]},)"
      R"({"name":"q","levels":[]}],"counts":{"a":1,"b":2},)"
      R"("flags":{"-1":false,"3":true,"7":true},"bits":[true,false]})");
}

TEST(JsonWriter, AnotherParserReadsWhatIsWritten) {
  const nlohmann::json parsed = nlohmann::json::parse(JsonOf(Everything()));
  EXPECT_EQ(parsed["large"], std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(parsed["parts"][0]["levels"][0], 1.5);
}

TEST(JsonWriter, EscapesWhatJsonMust) {
  std::string all;
  for (int c = 0; c < 128; ++c) all += static_cast<char>(c);
  all += "ä日🎵";
  EXPECT_EQ(nlohmann::json::parse(JsonOf(all)), all);
  EXPECT_EQ(JsonOf(std::string("\"\\/\n\r\t\x01")), R"("\"\\/\n\r\t\u0001")");
}

TEST(JsonWriter, NumbersComeBackExactly) {
  for (const double number :
       {0.0, -0.0, 1.0, 0.1, 1e300, 5e-324, -1.0 / 3, std::numeric_limits<double>::max()}) {
    const double parsed = nlohmann::json::parse(JsonOf(number));
    EXPECT_EQ(parsed, number);
    EXPECT_EQ(std::signbit(parsed), std::signbit(number));
  }
  EXPECT_EQ(JsonOf(0.1F), "0.1");
}

TEST(JsonWriter, NumbersThatAreNoneAreWords) {
  EXPECT_EQ(JsonOf(std::nan("")), "\"NaN\"");
  EXPECT_EQ(JsonOf(std::numeric_limits<float>::infinity()), "\"Infinity\"");
  EXPECT_EQ(JsonOf(-std::numeric_limits<double>::infinity()), "\"-Infinity\"");
}

TEST(JsonWriter, AStringThatIsNotUtf8IsRefused) {
  for (const char* text : {"\xff", "ok \xc0\x80", "\xed\xa0\x80"}) {
    try {
      JsonOf(std::string(text));
      FAIL() << "written";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInvalidArgument);
      EXPECT_THAT(error.message(), HasSubstr("not UTF-8"));
    }
  }
}

TEST(JsonWriter, KeysThatAreNoStringsAreRefused) {
  EXPECT_THROW(JsonOf(std::map<std::vector<int>, int>{{{1}, 1}}), Error);
  EXPECT_EQ(JsonOf(std::map<Quality, int>{{Quality::kLow, 1}}), R"({"low":1})");
  EXPECT_EQ(JsonOf(std::map<bool, int>{{true, 1}}), R"({"true":1})");
}

}  // namespace
}  // namespace beam::io
