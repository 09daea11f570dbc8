#include "klay_beam/speech/code_points.h"

#include <cstddef>
#include <cstdint>

#include "beam/base/error.h"
#include "beam/base/utf8.h"

namespace klay {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

/// One valid character of UTF-8, `bytes` whole.
char32_t Decode(std::string_view bytes) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  if (bytes.size() == 1) return byte(0);
  char32_t character = byte(0) & (0x7FU >> bytes.size());
  for (std::size_t i = 1; i < bytes.size(); ++i) character = character << 6 | (byte(i) & 0x3FU);
  return character;
}

bool IsSpace(char32_t character) {
  return character == ' ' || (character >= '\t' && character <= '\r') || character == 0x85 ||
         character == 0x2028 || character == 0x2029;
}

bool IsControl(char32_t character) {
  return character < 0x20 || (character >= 0x7F && character < 0xA0);
}

}  // namespace

std::u32string CodePoints(std::string_view utf8) {
  std::u32string characters;
  while (!utf8.empty()) {
    const std::size_t length = beam::Utf8CharacterLength(utf8);
    characters += length == 0 ? kReplacement : Decode(utf8.substr(0, length));
    utf8.remove_prefix(length == 0 ? 1 : length);
  }
  return characters;
}

std::string Utf8(std::u32string_view characters) {
  std::string utf8;
  for (const char32_t character : characters) {
    const auto trail = [&](int shift) {
      utf8 += static_cast<char>(0x80U | (character >> shift & 0x3FU));
    };
    if (character < 0x80) {
      utf8 += static_cast<char>(character);
    } else if (character < 0x800) {
      utf8 += static_cast<char>(0xC0U | character >> 6);
      trail(0);
    } else if (character < 0x10000 && (character < 0xD800 || character > 0xDFFF)) {
      utf8 += static_cast<char>(0xE0U | character >> 12);
      trail(6);
      trail(0);
    } else if (character >= 0x10000 && character <= 0x10FFFF) {
      utf8 += static_cast<char>(0xF0U | character >> 18);
      trail(12);
      trail(6);
      trail(0);
    } else {
      throw beam::Error(beam::ErrorCode::kInvalidArgument,
                        "no character has this number: " + std::to_string(character));
    }
  }
  return utf8;
}

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

std::string ValidUtf8(std::string_view utf8) {
  return Utf8(CodePoints(utf8));
}

}  // namespace klay
