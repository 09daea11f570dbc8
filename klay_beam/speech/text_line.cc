#include "klay_beam/speech/text_line.h"

#include "klay_beam/speech/utf8_text.h"

namespace klay {
namespace {

bool IsSpace(char32_t character) {
  return character == ' ' || (character >= '\t' && character <= '\r') || character == 0x85 ||
         character == 0x2028 || character == 0x2029;
}

bool IsControl(char32_t character) {
  return character < 0x20 || (character >= 0x7F && character < 0xA0);
}

}  // namespace

std::u32string OnOneLine(std::u32string_view text) {
  std::u32string line;
  bool is_behind_space = false;
  for (const char32_t character : text) {
    if (IsSpace(character)) {
      is_behind_space = true;
    } else if (!IsControl(character)) {
      if (is_behind_space && !line.empty()) line += U' ';
      is_behind_space = false;
      line += character;
    }
  }
  return line;
}

std::string OnOneLine(std::string_view utf8) {
  return EncodeUtf8(OnOneLine(std::u32string_view(DecodeUtf8(utf8))));
}

std::string ValidUtf8(std::string_view utf8) {
  return EncodeUtf8(DecodeUtf8(utf8));
}

}  // namespace klay
