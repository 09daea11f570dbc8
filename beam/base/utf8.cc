#include "beam/base/utf8.h"

namespace beam {
namespace {

bool IsContinuation(unsigned char byte) {
  return (byte & 0xc0) == 0x80;
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
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string printable;
  while (!text.empty()) {
    const std::size_t length = Utf8CharacterLength(text);
    if (length > 0) {
      printable += text.substr(0, length);
      text.remove_prefix(length);
    } else {
      const auto byte = static_cast<unsigned char>(text.front());
      printable += "\\x";
      printable += kHex[byte >> 4];
      printable += kHex[byte & 15];
      text.remove_prefix(1);
    }
  }
  return printable;
}

}  // namespace beam
