#include "beam/coders/row/row_coder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "beam/coders/coders.h"
#include "beam/coders/row/schema_row_coder.h"

namespace beam {
namespace {

using namespace std::string_literals;
using ::testing::HasSubstr;

enum class Mood : std::uint8_t { kGood, kNotBad = 2 };

struct Integers {
  std::int8_t i8;
  std::int16_t i16;
  std::int32_t i32;
  std::int64_t i64;
  std::uint8_t u8;
  std::uint16_t u16;
  std::uint32_t u32;
  std::uint64_t u64;
  auto operator<=>(const Integers&) const = default;
};

/// A class that is no struct.
class Url {
 public:
  Url() = default;
  explicit Url(std::string text) : text_(std::move(text)) {}
  const std::string& text() const { return text_; }
  bool operator==(const Url&) const = default;

 private:
  std::string text_;
};

/// A plain struct with a coder of its own.
struct Packed {
  std::int64_t high = 0;
  std::int64_t low = 0;
  bool operator==(const Packed&) const = default;
};

struct Empty {
  bool operator==(const Empty&) const = default;
};

struct Inner {
  std::vector<std::int16_t> numbers;
  std::optional<double> level;
  bool operator==(const Inner&) const = default;
};

struct Outer {
  std::string name;
  Inner inner;
  std::optional<Inner> other;
  std::vector<std::optional<Inner>> list;
  std::array<float, 2> pair{};
  std::map<std::string, std::vector<std::int32_t>> by_name;
  std::unordered_map<std::int32_t, Bytes> by_number;
  Timestamp at;
  Duration length;
  Mood mood = Mood::kGood;
  KV<std::string, std::int16_t> keyed;
  Url url;
  Packed packed;
  Empty empty;
  bool operator==(const Outer&) const = default;
};

struct Documented {
  std::string path;
  std::optional<double> seconds;
  static constexpr FieldDoc kDocs[] = {{"seconds", "Length [s]."}};
  static constexpr std::size_t kEncodingPositions[] = {1, 0};
  bool operator==(const Documented&) const = default;
};

struct OneField {
  std::int32_t number;
};
struct TwoFields {
  std::int32_t number;
  std::optional<std::string> text;
  bool operator==(const TwoFields&) const = default;
};
struct TwoRequired {
  std::int32_t number;
  std::string text;
};
struct OtherType {
  std::int64_t number;
  std::optional<std::string> text;
};

}  // namespace

template <>
struct Coder<Url> {
  static void Encode(const Url& url, ByteWriter& out) {
    Coder<std::string>::Encode(url.text(), out);
  }
  static Url Decode(ByteReader& in) { return Url(Coder<std::string>::Decode(in)); }
};
template <>
struct Coder<Packed> {
  static void Encode(const Packed& value, ByteWriter& out) {
    out.WriteVarint(static_cast<std::uint64_t>(value.high << 8 | value.low));
  }
  static Packed Decode(ByteReader& in) {
    const auto bits = static_cast<std::int64_t>(in.ReadVarint());
    return {bits >> 8, bits & 0xff};
  }
};

namespace {

Outer SomeOuter() {
  return {.name = "n",
          .inner = {{1, -1}, 0.5},
          .other = std::nullopt,
          .list = {std::nullopt, Inner{{}, std::nullopt}},
          .pair = {1, 2},
          .by_name = {{"a", {-1}}, {"b", {}}},
          .by_number = {{7, {"seven"}}, {-7, {""}}},
          .at = {-1},
          .length = Seconds(1),
          .mood = Mood::kNotBad,
          .keyed = {"k", -2},
          .url = Url("http://x"),
          .packed = {1, 2},
          .empty = {}};
}

TEST(RowCoder, IntegersHaveTheWidthsOfBeamsRows) {
  const Integers row{-1, -1, -1, -1, 255, 65535, 4294967295, 18446744073709551615U};
  EXPECT_EQ(Encode(row),
            "\x08\0"s
            "\xff"
            "\xff\xff"
            "\xff\xff\xff\xff\x0f"
            "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"
            "\0\xff"s
            "\xff\xff\x03"
            "\xff\xff\xff\xff\x0f"
            "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
  EXPECT_EQ(Decode<Integers>(Encode(row)), row);
  EXPECT_EQ(SchemaOf<Integers>().Describe(),
            "{i8: BYTE, i16: INT16, i32: INT32, i64: INT64, u8: INT16, u16: INT32, u32: INT64, "
            "u64: INT64}");
}

TEST(RowCoder, AnInt32MayHaveItsSignExtended) {
  EXPECT_EQ(Decode<OneField>("\x01\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s).number, -1);
  EXPECT_EQ(Decode<OneField>("\x01\0\xff\xff\xff\xff\x0f"s).number, -1);
  EXPECT_THROW(Decode<OneField>("\x01\0\xff\xff\xff\xff\x1f"s), Error);
}

TEST(RowCoder, AnUnsignedFieldRefusesANegativeNumber) {
  const Integers row{};
  std::string bytes = Encode(row);
  bytes[7] = '\x80';  // The upper byte of u8's INT16.
  try {
    Decode<Integers>(bytes);
    FAIL() << "it was decoded";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "integer does not fit 8 bits: -32768");
  }
}

TEST(RowCoder, NestsWhateverIsAField) {
  const Outer outer = SomeOuter();
  EXPECT_EQ(Decode<Outer>(Encode(outer)), outer);
  Outer full = outer;
  full.other = Inner{{3}, 1.5};
  EXPECT_EQ(Decode<Outer>(Encode(full)), full);
  EXPECT_EQ(Encode(full), Encode(Decode<Outer>(Encode(full))));
}

TEST(RowCoder, TheSchemaSaysWhatEachFieldIs) {
  EXPECT_EQ(SchemaOf<Outer>().Describe(),
            "{name: STRING, inner: {numbers: ARRAY<INT16>, level: DOUBLE?}, "
            "other: {numbers: ARRAY<INT16>, level: DOUBLE?}?, "
            "list: ARRAY<{numbers: ARRAY<INT16>, level: DOUBLE?}?>, pair: ARRAY<FLOAT>, "
            "by_name: MAP<STRING, ARRAY<INT32>>, by_number: MAP<INT32, BYTES>, "
            "at: beam:logical_type:micros_instant:v1, length: {micros: INT64}, "
            "mood: klay_beam:logical_type:enumeration:v1, keyed: {key: STRING, value: INT16}, "
            "url: klay_beam:logical_type:coder:v1(beam::Url), "
            "packed: klay_beam:logical_type:coder:v1(beam::Packed), empty: {}}");
  const FieldType mood = SchemaOf<Outer>().fields[9].type;
  EXPECT_EQ(mood.parts[0], FieldType::Atomic(AtomicType::kInt16));
  EXPECT_EQ(mood.argument, (LogicalArgument(std::vector<std::pair<std::string, std::int32_t>>{
                               {"good", 0}, {"not_bad", 2}})));
}

TEST(RowCoder, DocsAndPositionsAreInTheSchema) {
  const Schema schema = SchemaOf<Documented>();
  EXPECT_EQ(schema.fields[0], (SchemaField{"path", FieldType::Atomic(AtomicType::kString), "", 1}));
  EXPECT_EQ(schema.fields[1],
            (SchemaField{"seconds", FieldType::Atomic(AtomicType::kDouble).Nullable(),
                         "Length [s].", 0}));
  FieldType undocumented = FieldType::Row(schema);
  undocumented.row.fields[1].description.clear();
  EXPECT_NE(undocumented, FieldType::Row(schema));
  EXPECT_TRUE(EncodesAlike(undocumented, FieldType::Row(schema)));
}

TEST(RowCoder, FieldsComeByTheirPositionsAndNullBitsByTheFields) {
  EXPECT_EQ(Encode(Documented{"p", 0.5}), "\x02\0\x3f\xe0\0\0\0\0\0\0\x01p"s);
  EXPECT_EQ(Encode(Documented{"p", std::nullopt}), "\x02\x01\x02\x01p"s);
  EXPECT_EQ(Decode<Documented>("\x02\x01\x02\x01p"s), (Documented{"p", std::nullopt}));
}

TEST(RowCoder, FieldsThatWereAddedLaterAreNull) {
  EXPECT_EQ(Decode<TwoFields>(Encode(OneField{5})), (TwoFields{5, std::nullopt}));
  EXPECT_THROW(Decode<TwoRequired>(Encode(OneField{5})), Error);
  EXPECT_THROW(Decode<OneField>(Encode(TwoRequired{5, "x"})), Error);
}

TEST(RowCoder, NullWhereNoneMayBeIsDataLoss) {
  try {
    Decode<TwoRequired>("\x02\x01\x01\x01x"s);
    FAIL() << "it was decoded";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kDataLoss);
    EXPECT_THAT(error.message(), HasSubstr("number"));
  }
}

TEST(RowCoder, EveryTruncationIsDataLoss) {
  const std::string bytes = Encode(SomeOuter());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    try {
      Decode<Outer>(bytes.substr(0, length));
      FAIL() << length << " bytes were enough";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kDataLoss) << error.what();
    }
  }
}

TEST(SchemaRowCoder, ReadsFieldsInTheOrderOfAnotherSchema) {
  Schema theirs = SchemaOf<TwoFields>();
  std::swap(theirs.fields[0], theirs.fields[1]);  // {text: 1, number: 0}
  const SchemaRowCoder<TwoFields> coder(theirs);
  const TwoFields row{5, "x"};
  std::string bytes;
  ByteWriter writer(bytes);
  coder.Encode(row, writer);
  coder.Encode({6, std::nullopt}, writer);
  EXPECT_EQ(bytes, "\x02\0\x05\x01x\x02\x01\x01\x06"s);
  ByteReader reader(bytes);
  EXPECT_EQ(coder.Decode(reader), row);
  EXPECT_EQ(coder.Decode(reader), (TwoFields{6, std::nullopt}));
}

TEST(SchemaRowCoder, RefusesOtherFieldsAndSaysBothSchemas) {
  const auto refused = [](const Schema& theirs) -> std::string {
    try {
      const SchemaRowCoder<TwoFields> coder(theirs);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInvalidArgument);
      return error.message();
    }
    return "";
  };
  EXPECT_THAT(refused(SchemaOf<OneField>()), HasSubstr("another number of fields"));
  EXPECT_THAT(refused(SchemaOf<TwoRequired>()), HasSubstr("another type of field text"));
  EXPECT_EQ(refused(SchemaOf<OtherType>()),
            "rows of another schema: another type of field number; expected "
            "{number: INT32, text: STRING?}, found {number: INT64, text: STRING?}");
  EXPECT_THAT(refused(SchemaOf<Documented>()), HasSubstr("unexpected field path"));
  Schema twice = SchemaOf<TwoFields>();
  twice.fields[1] = twice.fields[0];
  EXPECT_THAT(refused(twice), HasSubstr("two fields called number"));
  Schema no_place = SchemaOf<TwoFields>();
  no_place.fields[1].encoding_position = 0;
  EXPECT_THAT(refused(no_place), HasSubstr("no place for field text"));
  EXPECT_EQ(refused(SchemaOf<TwoFields>()), "");
}

}  // namespace
}  // namespace beam
