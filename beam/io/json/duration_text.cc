#include "beam/io/json/duration_text.h"

#include <cstdint>

namespace beam::io {

std::string FormatDuration(Duration duration) {
  constexpr std::uint64_t kMicros = 1000000;
  const bool is_negative = duration.micros < 0;
  const auto bits = static_cast<std::uint64_t>(duration.micros);
  const std::uint64_t micros = is_negative ? 0 - bits : bits;
  std::string text = (is_negative ? "-" : "") + std::to_string(micros / kMicros);
  if (micros % kMicros != 0) {
    text += '.' + std::to_string(kMicros + micros % kMicros).substr(1);
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text + "s";
}

std::optional<Duration> ParseDuration(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  if (!text.ends_with('s')) return std::nullopt;
  text.remove_suffix(1);
  std::int64_t micros = 0;
  std::int64_t unit = 1000000;  // Of the next digit, once the point was there.
  bool is_fraction = false;
  if (text.empty() || text.front() == '.' || text.back() == '.') return std::nullopt;
  for (const char c : text) {
    if (c == '.' && !is_fraction) {
      is_fraction = true;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    // Counted downwards, since the least number has no positive twin.
    const std::int64_t digit = '0' - c;
    if (is_fraction) unit /= 10;
    if (!is_fraction && __builtin_mul_overflow(micros, 10, &micros)) return std::nullopt;
    if (__builtin_add_overflow(micros, digit * unit, &micros)) return std::nullopt;
  }
  if (is_negative) return Duration{micros};
  if (micros == INT64_MIN) return std::nullopt;
  return Duration{-micros};
}

}  // namespace beam::io
