#include "beam/base/utf8.h"

#include <algorithm>

namespace beam {
namespace {

bool IsContinuation(unsigned char byte) {
  return (byte & 0xc0) == 0x80;
}

bool IsControl(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

void AppendHex(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  out += "\\x";
  out += kHex[byte >> 4];
  out += kHex[byte & 15];
}

}  // namespace

std::size_t Utf8CharacterLength(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return IsContinuation(byte(1)) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const bool overlong = first == 0xe0 && byte(1) < 0xa0;
    const bool surrogate = first == 0xed && byte(1) > 0x9f;
    return IsContinuation(byte(1)) && IsContinuation(byte(2)) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const bool overlong = first == 0xf0 && byte(1) < 0x90;
    const bool too_large = first == 0xf4 && byte(1) > 0x8f;
    const bool continued =
        IsContinuation(byte(1)) && IsContinuation(byte(2)) && IsContinuation(byte(3));
    return continued && !overlong && !too_large ? 4 : 0;
  }
  return 0;
}

std::string PrintableUtf8(std::string_view text) {
  std::string printable;
  while (!text.empty()) {
    const std::size_t length = Utf8CharacterLength(text);
    if (length > 0) {
      printable += text.substr(0, length);
    } else {
      AppendHex(printable, text.front());
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return printable;
}

std::string ExcerptOf(std::string_view text) {
  constexpr std::size_t kMaxBytes = 40;
  std::string excerpt;
  for (const char c : PrintableUtf8(text.substr(0, kMaxBytes))) {
    if (IsControl(c)) {
      AppendHex(excerpt, c);
    } else {
      excerpt += c;
    }
  }
  return excerpt + (text.size() > kMaxBytes ? "..." : "");
}

}  // namespace beam
