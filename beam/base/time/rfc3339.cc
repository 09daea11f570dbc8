#include "beam/base/time/rfc3339.h"

#include <chrono>
#include <cstdint>
#include <cstdlib>

namespace beam {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr std::int64_t kMicrosPerSecond = 1000000;
constexpr std::int64_t kMicrosPerDay = 86400 * kMicrosPerSecond;

/// Days since 1970-01-01 of a date in the proleptic Gregorian calendar, whose months and days are
/// valid. Years beyond those of std::chrono are brought into its range by whole eras of 400 years.
std::int64_t DaysFromDate(std::int64_t year, unsigned month, unsigned day) {
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const auto year_of_era = static_cast<int>(year - era * 400);
  const sys_days date =
      std::chrono::year(2000 + year_of_era) / std::chrono::month(month) / std::chrono::day(day);
  return date.time_since_epoch().count() + (era - 5) * 146097;
}

struct Date {
  std::int64_t year;
  unsigned month;
  unsigned day;
};

Date DateFromDays(std::int64_t since_epoch) {
  constexpr std::int64_t kDaysPerEra = 146097;
  const std::int64_t era =
      (since_epoch >= 0 ? since_epoch : since_epoch - kDaysPerEra + 1) / kDaysPerEra;
  const std::chrono::year_month_day date(
      sys_days(days(static_cast<int>(since_epoch - era * kDaysPerEra))));
  return {static_cast<int>(date.year()) + era * 400, static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day())};
}

void AppendPadded(std::string& out, std::int64_t value, std::size_t digits) {
  const std::string text = std::to_string(value);
  if (text.size() < digits) out.append(digits - text.size(), '0');
  out += text;
}

/// Takes characters off the front of a text; the first that is not what was wanted makes it fail.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

  char Take() {
    if (rest_.empty()) {
      ok_ = false;
      return '\0';
    }
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  void Expect(std::string_view one_of) {
    ok_ = one_of.find(Take()) != std::string_view::npos && ok_;
  }
  std::int64_t Number(int digits, std::int64_t min, std::int64_t max) {
    std::int64_t value = 0;
    for (int i = 0; i < digits; ++i) value = 10 * value + Digit();
    ok_ = ok_ && value >= min && value <= max;
    return value;
  }
  bool at_digit() const { return peek() >= '0' && peek() <= '9'; }
  int Digit() {
    ok_ = ok_ && at_digit();
    const char c = Take();
    return ok_ ? c - '0' : 0;
  }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

std::int64_t ScanYear(Scanner& in) {
  if (in.peek() != '+' && in.peek() != '-') return in.Number(4, 0, 9999);
  const bool negative = in.Take() == '-';
  const std::int64_t year = in.Number(6, 0, 999999);
  return negative ? -year : year;
}

/// ".123" in microseconds.
std::int64_t ScanFraction(Scanner& in) {
  if (in.peek() != '.') return 0;
  in.Take();
  std::int64_t micros = in.Digit() * std::int64_t{100000};
  for (std::int64_t unit = 10000; in.at_digit(); unit /= 10) micros += in.Digit() * unit;
  return micros;
}

/// "Z" or "+01:00", in seconds.
std::int64_t ScanOffset(Scanner& in) {
  const char sign = in.peek();
  in.Expect("Zz+-");
  if (sign != '+' && sign != '-') return 0;
  std::int64_t seconds = in.Number(2, 0, 23) * 3600;
  in.Expect(":");
  seconds += in.Number(2, 0, 59) * 60;
  return sign == '-' ? -seconds : seconds;
}

}  // namespace

std::string FormatRfc3339(Timestamp time) {
  std::int64_t day = time.micros / kMicrosPerDay;
  std::int64_t micros = time.micros % kMicrosPerDay;
  if (micros < 0) {
    micros += kMicrosPerDay;
    --day;
  }
  const Date date = DateFromDays(day);
  std::string text;
  const bool is_wide = date.year < 0 || date.year > 9999;
  if (is_wide) text += date.year < 0 ? '-' : '+';
  AppendPadded(text, std::abs(date.year), is_wide ? 6 : 4);
  text += '-';
  AppendPadded(text, date.month, 2);
  text += '-';
  AppendPadded(text, date.day, 2);
  const std::int64_t seconds = micros / kMicrosPerSecond;
  text += 'T';
  AppendPadded(text, seconds / 3600, 2);
  text += ':';
  AppendPadded(text, seconds / 60 % 60, 2);
  text += ':';
  AppendPadded(text, seconds % 60, 2);
  text += '.';
  const std::int64_t fraction = micros % kMicrosPerSecond;
  if (fraction % 1000 == 0) {
    AppendPadded(text, fraction / 1000, 3);
  } else {
    AppendPadded(text, fraction, 6);
  }
  text += 'Z';
  return text;
}

std::optional<Timestamp> ParseRfc3339(std::string_view text) {
  Scanner in(text);
  const std::int64_t year = ScanYear(in);
  in.Expect("-");
  const auto month = static_cast<unsigned>(in.Number(2, 1, 12));
  in.Expect("-");
  const auto day = static_cast<unsigned>(in.Number(2, 1, 31));
  in.Expect("Tt ");
  std::int64_t seconds = in.Number(2, 0, 23) * 3600;
  in.Expect(":");
  seconds += in.Number(2, 0, 59) * 60;
  in.Expect(":");
  seconds += in.Number(2, 0, 60);  // A leap second is the next one.
  const std::int64_t fraction = ScanFraction(in);
  seconds -= ScanOffset(in);
  if (!in.ok() || !in.at_end()) return std::nullopt;
  // Leap years repeat after 400 years.
  const std::chrono::year_month_day in_era(std::chrono::year(static_cast<int>(2000 + year % 400)),
                                           std::chrono::month(month), std::chrono::day(day));
  if (!in_era.ok()) return std::nullopt;
  std::int64_t micros = 0;
  const std::int64_t since_day = seconds * kMicrosPerSecond + fraction;
  if (__builtin_mul_overflow(DaysFromDate(year, month, day), kMicrosPerDay, &micros) ||
      __builtin_add_overflow(micros, since_day, &micros)) {
    return std::nullopt;
  }
  return Timestamp{micros};
}

}  // namespace beam
