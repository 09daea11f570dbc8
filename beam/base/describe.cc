#include "beam/base/describe.h"

#include <array>
#include <charconv>

namespace beam::internal {

void AppendQuoted(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (char letter : text) {
    if (out.size() > kDescriptionLimit) break;
    const auto byte = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\') {
      out += '\\';
      out += letter;
    } else if (letter == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += "\\x";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += letter;
    }
  }
  out += '"';
}

void AppendNumber(std::string& out, double value) {
  std::array<char, 32> digits;
  auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), result.ptr);
}

void CutDescription(std::string& out) {
  if (out.size() <= kDescriptionLimit) return;
  std::size_t end = kDescriptionLimit;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xc0) == 0x80) --end;
  out.resize(end);
  out += "...";
}

}  // namespace beam::internal
