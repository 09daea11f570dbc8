#include "beam/base/time/rfc3339.h"

#include <gtest/gtest.h>

#include <random>

namespace beam {
namespace {

std::optional<std::int64_t> MicrosOf(std::string_view text) {
  const auto time = ParseRfc3339(text);
  return time.has_value() ? std::optional(time->micros) : std::nullopt;
}

TEST(Rfc3339, WritesTimesInUtc) {
  EXPECT_EQ(FormatRfc3339({0}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(FormatRfc3339({-1}), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(FormatRfc3339({1709210096120000}), "2024-02-29T12:34:56.120Z");
  EXPECT_EQ(FormatRfc3339({1709210096123456}), "2024-02-29T12:34:56.123456Z");
}

TEST(Rfc3339, WritesYearsThatHaveMoreThanFourDigitsWithASign) {
  // What Java's SDK prints for its smallest and greatest timestamps.
  EXPECT_EQ(FormatRfc3339(kMinTimestamp), "-290308-12-21T19:59:05.225Z");
  EXPECT_EQ(FormatRfc3339(kMaxTimestamp), "+294247-01-10T04:00:54.775Z");
  EXPECT_EQ(FormatRfc3339(kEndOfGlobalWindow), "+294247-01-09T04:00:54.775Z");
}

TEST(Rfc3339, ReadsOffsetsFractionsAndSmallLetters) {
  EXPECT_EQ(MicrosOf("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(MicrosOf("1970-01-01t01:00:00+01:00"), 0);
  EXPECT_EQ(MicrosOf("1969-12-31 22:30:00-01:30"), 0);
  EXPECT_EQ(MicrosOf("1970-01-01T00:00:00.1z"), 100000);
  EXPECT_EQ(MicrosOf("1970-01-01T00:00:00.123456999Z"), 123456);
  EXPECT_EQ(MicrosOf("1990-12-31T23:59:60Z"), MicrosOf("1991-01-01T00:00:00Z"));
}

TEST(Rfc3339, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "1970", "1970-01-01", "1970-01-01T00:00:00", "1970-01-01T00:00:00Z ",
        "1970-13-01T00:00:00Z", "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
        "1970-01-01T24:00:00Z", "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00+1:00",
        "70-01-01T00:00:00Z", "19a0-01-01T00:00:00Z", "+999999-01-01T00:00:00Z"}) {
    EXPECT_EQ(MicrosOf(text), std::nullopt) << text;
  }
}

TEST(Rfc3339, ReadsWhatItWrites) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    const auto micros = static_cast<std::int64_t>(random()) >> (random() % 40);
    EXPECT_EQ(MicrosOf(FormatRfc3339({micros})), micros);
  }
}

}  // namespace
}  // namespace beam
