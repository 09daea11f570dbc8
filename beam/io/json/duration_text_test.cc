#include "beam/io/json/duration_text.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace beam::io {
namespace {

std::optional<std::int64_t> MicrosOf(std::string_view text) {
  const auto duration = ParseDuration(text);
  return duration.has_value() ? std::optional(duration->micros) : std::nullopt;
}

TEST(DurationText, IsSecondsWithTheDigitsItNeeds) {
  EXPECT_EQ(FormatDuration(Seconds(0)), "0s");
  EXPECT_EQ(FormatDuration(Minutes(2)), "120s");
  EXPECT_EQ(FormatDuration(Milliseconds(-1500)), "-1.5s");
  EXPECT_EQ(FormatDuration(Microseconds(1)), "0.000001s");
}

TEST(DurationText, ReadsMoreDigitsThanItKeeps) {
  EXPECT_EQ(MicrosOf("1.5s"), 1500000);
  EXPECT_EQ(MicrosOf("-0.123456789s"), -123456);
  EXPECT_EQ(MicrosOf("007s"), 7000000);
}

TEST(DurationText, RefusesWhatIsNone) {
  for (const char* text : {"", "s", "1", "-s", ".5s", "1.s", "1.5.s", "1.2.3s", "1 s", "+1s", "1ss",
                           "--1s", "9223372036855s", "99999999999999999999s"}) {
    EXPECT_EQ(MicrosOf(text), std::nullopt) << text;
  }
}

TEST(DurationText, AnyDurationComesBack) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 10000; ++i) {
    const auto micros = static_cast<std::int64_t>(random()) >> (random() % 64);
    EXPECT_EQ(MicrosOf(FormatDuration({micros})), micros);
  }
  for (const std::int64_t micros :
       {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    EXPECT_EQ(MicrosOf(FormatDuration({micros})), micros);
  }
}

}  // namespace
}  // namespace beam::io
