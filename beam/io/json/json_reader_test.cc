#include "beam/io/json/json_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>

#include "beam/base/error.h"
#include "beam/io/json/json_writer.h"
#include "beam/io/record/record.h"

namespace beam::io {
namespace {

enum class Quality { kLow, kVeryHigh };

struct Inner {
  std::string name;
  std::vector<int> sizes;
  bool operator==(const Inner&) const = default;
};

struct Outer {
  int id = 0;
  std::optional<Inner> inner = {};
  std::map<std::string, Inner> by_name = {};
  bool operator==(const Outer&) const = default;
};

struct Tree {
  std::vector<Tree> below;
};

template <class T>
T Parse(std::string_view text, UnknownFields unknown = UnknownFields::kIgnore) {
  JsonReader reader(text, unknown);
  T value{};
  ReadRecord(reader, value);
  reader.Finish();
  return value;
}

/// What the error says, or "" when there is none.
template <class T>
std::string ErrorOf(std::string_view text, UnknownFields unknown = UnknownFields::kIgnore) {
  try {
    Parse<T>(text, unknown);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kDataLoss);
    return error.message();
  }
  return "";
}

TEST(JsonReader, ReadsFieldsInAnyOrderWithAnySpace) {
  const Outer expected{7, Inner{"x", {1, 2}}, {{"k", {"y", {}}}}};
  EXPECT_EQ(Parse<Outer>(R"({"id":7,"inner":{"name":"x","sizes":[1,2]},)"
                         R"("by_name":{"k":{"name":"y","sizes":[]}}})"),
            expected);
  EXPECT_EQ(Parse<Outer>(" {\t\"by_name\" : { \"k\" : {\"sizes\":[ ],\"name\":\"y\"} } ,\r\n"
                         "\"inner\":{\"sizes\":[1 , 2],\"name\":\"x\"},\"id\":7 } "),
            expected);
}

TEST(JsonReader, OptionalFieldsMayBeNullOrMissing) {
  EXPECT_EQ(Parse<Outer>(R"({"id":1,"inner":null,"by_name":{}})").inner, std::nullopt);
  EXPECT_EQ(Parse<Outer>(R"({"id":1,"by_name":{}})").inner, std::nullopt);
  EXPECT_EQ(ErrorOf<Outer>(R"({"by_name":{}})"), "expected a field \"id\", found none");
  EXPECT_EQ(ErrorOf<Outer>(R"({"id":null,"by_name":{}})"),
            "field id: expected an integer, found null,\"by_name\":{}}");
}

TEST(JsonReader, UnknownFieldsAreIgnoredOrRefused) {
  const std::string text = R"({"id":1,"new":{"a":[{},[],"x\"",1e5,true,false,null]},"by_name":{}})";
  EXPECT_EQ(Parse<Outer>(text).id, 1);
  EXPECT_EQ(ErrorOf<Outer>(text, UnknownFields::kRefuse),
            "expected only the fields id, inner, by_name, found \"new\"");
  EXPECT_NE(ErrorOf<Outer>(R"({"id":1,"new":{"a":[},"by_name":{}})"), "");
}

TEST(JsonReader, ErrorsNameTheFieldAndWhatWasThere) {
  EXPECT_EQ(ErrorOf<Outer>(R"({"id":"x"})"), "field id: expected an integer, found \"x\"}");
  EXPECT_EQ(ErrorOf<Outer>(R"({"id":1,"by_name":{"k":{"name":"n","sizes":[1,2,true]}}})"),
            "field by_name.k.sizes[2]: expected an integer, found true]}}}");
  EXPECT_EQ(ErrorOf<Outer>(R"({"id":3000000000})"),
            "field id: expected an integer from -2147483648 to 2147483647, found 3000000000}");
  EXPECT_EQ(ErrorOf<Outer>(R"({"id":1,"id":2})"),
            "field id: expected the field once, found it twice");
  EXPECT_EQ(ErrorOf<Outer>("[]"), "expected an object, found []");
  EXPECT_EQ(ErrorOf<Outer>(""), "expected an object, found the end");
  EXPECT_EQ(ErrorOf<Outer>(R"({"id":1,"by_name":{}} x)"), "expected the end, found x");
}

TEST(JsonReader, IntegersMayBeQuotedOrHaveAPoint) {
  EXPECT_EQ(Parse<int>("\"-12\""), -12);
  EXPECT_EQ(Parse<int>("3.0"), 3);
  EXPECT_EQ(Parse<std::uint8_t>("2.5e1"), 25);
  EXPECT_EQ(Parse<std::uint64_t>("18446744073709551615"), UINT64_MAX);
  EXPECT_EQ(Parse<std::int64_t>("-9223372036854775808"), INT64_MIN);
  for (const char* text : {"1.5", "1e30", "18446744073709551616", "-1.0", "01", "+1", "1.", ".5",
                           "1e", "0x1", "\"1 \"", "\"\"", "\"1x\"", "-", "--1", "NaN"}) {
    EXPECT_NE(ErrorOf<std::uint64_t>(text), "") << text;
  }
}

TEST(JsonReader, NumbersThatAreNoneAreWords) {
  EXPECT_TRUE(std::isnan(Parse<double>("\"NaN\"")));
  EXPECT_EQ(Parse<float>("\"-Infinity\""), -std::numeric_limits<float>::infinity());
  EXPECT_EQ(Parse<double>("\"1.5\""), 1.5);
  EXPECT_EQ(Parse<double>("1e-400"), 0);
  EXPECT_EQ(ErrorOf<double>("1e400"), "expected a 64-bit number, found 1e400");
  EXPECT_NE(ErrorOf<float>("1e300"), "");
  EXPECT_NE(ErrorOf<double>("NaN"), "");
}

TEST(JsonReader, EscapesAreUndone) {
  EXPECT_EQ(Parse<std::string>(R"("\"\\\/\b\f\n\r\t\u0041\u00e4\u65e5\ud83c\udfb5x")"),
            "\"\\/\b\f\n\r\tAä日🎵x");
  for (const char* text : {R"("\x")", R"("\u12")", R"("\ud83c")", R"("\udfb5")", R"("\ud83cx")",
                           R"("\ud83c\u0041")", "\"\n\"", "\"\xff\"", "\"abc", "\"\\", "\"\\u1"}) {
    EXPECT_NE(ErrorOf<std::string>(text), "") << text;
  }
}

TEST(JsonReader, ReadsTimesBytesEnumsAndKeys) {
  EXPECT_EQ(Parse<Timestamp>("\"1970-01-01T01:00:01+01:00\""), Timestamp{1000000});
  EXPECT_EQ(Parse<Duration>("\"-2.25s\""), Milliseconds(-2250));
  EXPECT_EQ(Parse<Bytes>("\"//4=\""), Bytes{"\xff\xfe"});
  EXPECT_EQ(Parse<Quality>("\"very_high\""), Quality::kVeryHigh);
  EXPECT_EQ(ErrorOf<Quality>("\"best\""), "expected low|very_high, found \"best\"");
  using Map = std::map<int, Quality>;
  EXPECT_EQ(Parse<Map>(R"({"-1":"low","2":"very_high"})"),
            (Map{{-1, Quality::kLow}, {2, Quality::kVeryHigh}}));
  EXPECT_NE(ErrorOf<Map>(R"({"1":"low","1":"low"})"), "");
  EXPECT_NE(ErrorOf<Map>(R"({"x":"low"})"), "");
  EXPECT_NE(ErrorOf<Timestamp>("\"yesterday\""), "");
  EXPECT_NE(ErrorOf<Bytes>("\"*\""), "");
}

TEST(JsonReader, FixedArraysHaveTheirLength) {
  using Three = std::array<int, 3>;
  EXPECT_EQ(Parse<Three>("[1,2,3]"), (Three{1, 2, 3}));
  EXPECT_EQ(ErrorOf<Three>("[1,2]"), "expected a list of 3, found one of 2");
  EXPECT_EQ(ErrorOf<Three>("[1,2,3,4]"), "field [3]: expected a list of 3, found a longer one");
}

TEST(JsonReader, WhatIsNestedTooDeepIsRefused) {
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += R"({"below":[)";
  std::string end;
  for (int i = 0; i < 100; ++i) end += "]}";
  EXPECT_EQ(ErrorOf<Tree>(deep + end), "");
  for (int i = 0; i < 10; ++i) deep += deep.substr(0, 1000);
  EXPECT_THAT(ErrorOf<Tree>(std::string(100000, '[')), ::testing::HasSubstr("an object"));
  EXPECT_THAT(ErrorOf<Tree>(deep), ::testing::HasSubstr("no more than 500 levels"));
  EXPECT_THAT(ErrorOf<Tree>("{\"x\":" + std::string(100000, '[')),
              ::testing::HasSubstr("no more than 500 levels"));
}

/// A value of a kind that JSON has, or nearly so.
std::string RandomJson(std::mt19937& random, int depth) {
  switch (random() % (depth > 3 ? 6 : 8)) {
    case 0:
      return "null";
    case 1:
      return random() % 2 == 0 ? "true" : "false";
    case 2:
      return std::to_string(static_cast<int>(random()));
    case 3:
      return std::to_string(random() / 8.0);
    case 4:
    case 5:
      return R"("s\u00e4\n")";
    default:
      break;
  }
  const bool is_list = random() % 2 == 0;
  std::string text = is_list ? "[" : "{";
  for (unsigned i = 0, count = random() % 4; i < count; ++i) {
    if (i > 0) text += ',';
    if (!is_list) text += "\"" + std::to_string(i) + "\":";
    text += RandomJson(random, depth + 1);
  }
  return text + (is_list ? "]" : "}");
}

TEST(JsonReader, TakesAsJsonWhatAnotherParserTakes) {
  // An unknown field takes any JSON, so what surrounds it shows what is taken as such.
  struct Empty {};
  std::mt19937 random(9);
  int taken = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string text = R"({"x":)" + RandomJson(random, 0) + "}";
    for (unsigned change = random() % 3; change > 0; --change) {
      const std::size_t at = random() % text.size();
      // No exponents: the other parser refuses numbers of valid form that are too large for it.
      const std::string_view letters = "{}[]\",:\\0123456789.+-tfn u\x01\xff";
      if (random() % 2 == 0) {
        text[at] = letters[random() % letters.size()];
      } else {
        text.erase(at, 1);
      }
    }
    const nlohmann::json other = nlohmann::json::parse(text, nullptr, false);
    const bool expected = other.is_object();
    taken += expected ? 1 : 0;
    EXPECT_EQ(ErrorOf<Empty>(text).empty(), expected) << text;
  }
  EXPECT_GT(taken, 5000);
}

TEST(JsonReader, RandomBytesNeverDoHarm) {
  std::mt19937 random(4);
  const std::string whole =
      R"({"id":1,"inner":{"name":"\u0041","sizes":[1]},"by_name":{"k":null}})";
  for (int i = 0; i < 20000; ++i) {
    std::string text = whole.substr(0, random() % (whole.size() + 1));
    for (int change = 0; change < 3 && !text.empty(); ++change) {
      text[random() % text.size()] = static_cast<char>(random());
    }
    ErrorOf<Outer>(text);
  }
}

struct Numbers {
  std::int16_t a = 0;
  std::uint32_t b = 0;
  float c = 0;
  double d = 0;
  std::vector<double> e = {};
  std::map<std::int64_t, std::string> f = {};
  bool operator==(const Numbers&) const = default;
};

TEST(JsonReader, ReadsWhatIsWritten) {
  std::mt19937 random(2);
  const auto real = [&] {
    return std::ldexp(static_cast<double>(random()) - 2e9, static_cast<int>(random() % 200) - 100);
  };
  for (int i = 0; i < 2000; ++i) {
    Numbers numbers{static_cast<std::int16_t>(random()), static_cast<std::uint32_t>(random()),
                    static_cast<float>(real()), real()};
    for (unsigned n = random() % 4; n > 0; --n) {
      numbers.e.push_back(real());
      numbers.f[static_cast<std::int64_t>(random()) - 3000000000] = std::string(n, '\x02');
    }
    std::string text;
    JsonWriter writer(text);
    WriteRecord(numbers, writer);
    EXPECT_EQ(Parse<Numbers>(text), numbers) << text;
  }
}

TEST(JsonReader, NumbersThatWouldBecomeOthersAreRefused) {
  EXPECT_EQ(Parse<std::int64_t>("9007199254740991.0"), 9007199254740991);
  EXPECT_NE(ErrorOf<std::int64_t>("9007199254740993.0"), "");
  EXPECT_NE(ErrorOf<double>("1" + std::string(400, '0') + "e-1"), "");
}

TEST(JsonReader, ErrorsHaveLittleOfTheLineAndNoControlCharacters) {
  const std::string line = R"({"\u001b[2J)" + std::string(1000, 'x') + R"(":1})";
  std::string error;
  try {
    JsonReader reader(line, UnknownFields::kRefuse);
    Outer outer;
    ReadRecord(reader, outer);
  } catch (const Error& caught) {
    error = caught.message();
  }
  EXPECT_THAT(error, ::testing::HasSubstr("found \"\\x1b[2Jxxx"));
  EXPECT_LT(error.size(), 200U);
}

}  // namespace
}  // namespace beam::io
