#include "beam/transforms/to_string.h"

#include <array>
#include <charconv>
#include <cmath>

namespace beam::internal {
namespace {

/// Numbers of a decimal exponent from the least to below the greatest are written without one.
constexpr int kLeastExponent = -4;
constexpr int kGreatestExponent = 16;

template <class T>
std::string Shortest(T number) {
  if (std::isnan(number)) return "nan";
  if (std::isinf(number)) return number < 0 ? "-inf" : "inf";
  int exponent = 0;
  std::array<char, 64> text;
  char* const begin = text.data();
  char* const end = begin + text.size();
  const char* after = std::to_chars(begin, end, number, std::chars_format::scientific).ptr;
  const std::string_view scientific(begin, static_cast<std::size_t>(after - begin));
  const std::size_t e = scientific.find('e');
  const char* digits = scientific.data() + e + (scientific[e + 1] == '+' ? 2 : 1);
  std::from_chars(digits, after, exponent);
  if (exponent < kLeastExponent || exponent >= kGreatestExponent) return std::string(scientific);
  std::string fixed(begin, std::to_chars(begin, end, number, std::chars_format::fixed).ptr);
  return fixed.find('.') == std::string::npos ? fixed + ".0" : fixed;
}

}  // namespace

std::string TextOf(double number) {
  return Shortest(number);
}
std::string TextOf(float number) {
  return Shortest(number);
}

}  // namespace beam::internal
