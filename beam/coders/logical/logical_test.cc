#include <gtest/gtest.h>

#include <string>

#include "beam/coders/logical/bounded.h"
#include "beam/coders/logical/decimal.h"
#include "beam/coders/logical/instant.h"

namespace beam {
namespace {

using namespace std::string_literals;

TEST(Decimal, TextGoesBothWays) {
  for (const char* text :
       {"0", "0.0", "1.0", "-1", "3.1415", "-100.123", "0.001", "-0.5", "127", "128", "-128",
        "-129", "255", "256", "99999999999999999999999999999999.99999999",
        "-170141183460469231731687303"}) {
    EXPECT_EQ(Decimal::Parse(text).ToString(), text);
    EXPECT_EQ(Decode<Decimal>(Encode(Decimal::Parse(text))), Decimal::Parse(text));
  }
  EXPECT_EQ(Decimal::Parse("-0").ToString(), "0");
  EXPECT_EQ(Decimal::Parse("007.50").ToString(), "7.50");
  EXPECT_EQ(Decimal("\x05", -3).ToString(), "5e3");
}

TEST(Decimal, HasAsFewBytesAsHoldIt) {
  EXPECT_EQ(Decimal::Parse("127").unscaled(), "\x7f");
  EXPECT_EQ(Decimal::Parse("128").unscaled(), "\0\x80"s);
  EXPECT_EQ(Decimal::Parse("-128").unscaled(), "\x80");
  EXPECT_EQ(Decimal("\xff\xff\x80"s, 0), Decimal::Parse("-128"));
  EXPECT_EQ(Decimal("", 0), Decimal());
}

TEST(Decimal, OtherTextIsRefused) {
  for (const char* text : {"", "-", ".", "1e5", "1,5", "--1", "1.2.3", " 1", "0x1", "1.-2", "+1"}) {
    EXPECT_THROW(Decimal::Parse(text), Error) << text;
  }
  EXPECT_THROW(Decimal::Parse(std::string(20'000, '1')), Error);
}

TEST(Decimal, AScaleOrANumberThatIsTooLongForTextIsRefused) {
  EXPECT_THROW(Decimal("\x01", 2'000'000'000).ToString(), Error);
  EXPECT_THROW(Decimal(std::string(100'000, '\x01'), 0).ToString(), Error);
  EXPECT_THROW(Decode<Decimal>("\0\0"s), Error);
}

TEST(Bounded, IsFilledUpToItsLength) {
  EXPECT_EQ(FixedChar<4>("é").value(), "é   ");
  EXPECT_EQ(FixedBytes<3>("a").value(), "a\0\0"s);
  EXPECT_EQ(VarChar<4>("a").value(), "a");
  EXPECT_EQ(FixedChar<2>().value(), "  ");
  EXPECT_EQ(FixedChar<2>("a"), FixedChar<2>("a "));
}

TEST(Bounded, RefusesWhatIsTooLong) {
  EXPECT_THROW(FixedChar<1>("ab"), Error);
  EXPECT_THROW(VarBytes<1>("é"), Error);
  EXPECT_EQ(VarChar<1>("é").value(), "é");
  EXPECT_EQ(VarChar<2>("\xff\xff").value(), "\xff\xff");
  try {
    Decode<VarChar<2>>("\x03" + "abc"s);
    FAIL() << "it was decoded";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kDataLoss);
  }
}

TEST(Instant, SubsecondsAreWithinTheSecond) {
  EXPECT_EQ(Decode<Instant<9>>(Encode(Instant<9>{-1, 999'999'999})), (Instant<9>{-1, 999'999'999}));
  EXPECT_EQ(Decode<Instant<0>>(Encode(Instant<0>{7, 0})), (Instant<0>{7, 0}));
  EXPECT_THROW(Encode(Instant<3>{0, 1000}), Error);
  EXPECT_THROW(Encode(Instant<3>{0, -1}), Error);
  EXPECT_THROW(Decode<Instant<3>>("\x02\0\0\x03\xe8"s), Error);
  EXPECT_THROW(Decode<Instant<3>>("\x02\0\0\xff\xff"s), Error);
}

TEST(Instant, MillisKeepAllBits) {
  for (const std::int64_t millis : {std::int64_t{0}, std::int64_t{-1}, INT64_MIN, INT64_MAX}) {
    EXPECT_EQ(Decode<MillisInstant>(Encode(MillisInstant{millis})), MillisInstant{millis});
  }
}

}  // namespace
}  // namespace beam
