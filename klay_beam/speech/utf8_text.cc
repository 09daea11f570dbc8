#include "klay_beam/speech/utf8_text.h"

#include <cstddef>

namespace klay {
namespace {

/// What may follow a first byte: how many bytes, and which the first of those may be (The Unicode
/// Standard, table 3-7).
struct Sequence {
  std::size_t more;
  unsigned char lowest = 0x80;
  unsigned char highest = 0xBF;
};

constexpr Sequence kNone = {.more = 0};

Sequence SequenceOf(unsigned char first) {
  if (first < 0xC2 || first > 0xF4) return kNone;
  if (first < 0xE0) return {.more = 1};
  if (first == 0xE0) return {.more = 2, .lowest = 0xA0};
  if (first == 0xED) return {.more = 2, .highest = 0x9F};
  if (first < 0xF0) return {.more = 2};
  if (first == 0xF0) return {.more = 3, .lowest = 0x90};
  if (first == 0xF4) return {.more = 3, .highest = 0x8F};
  return {.more = 3};
}

/// The character at the front of `bytes`, which it is taken from.
char32_t TakeCharacter(std::string_view& bytes) {
  const auto first = static_cast<unsigned char>(bytes.front());
  bytes.remove_prefix(1);
  if (first < 0x80) return first;
  Sequence sequence = SequenceOf(first);
  if (sequence.more == 0) return kReplacementCharacter;
  char32_t character = first & (0x3FU >> sequence.more);
  for (; sequence.more > 0; --sequence.more) {
    if (bytes.empty()) return kReplacementCharacter;
    const auto next = static_cast<unsigned char>(bytes.front());
    if (next < sequence.lowest || next > sequence.highest) return kReplacementCharacter;
    bytes.remove_prefix(1);
    character = (character << 6U) | (next & 0x3FU);
    sequence = {.more = sequence.more};
  }
  return character;
}

}  // namespace

std::u32string DecodeUtf8(std::string_view bytes) {
  std::u32string text;
  while (!bytes.empty()) text.push_back(TakeCharacter(bytes));
  return text;
}

std::string EncodeUtf8(std::u32string_view text) {
  std::string bytes;
  auto put = [&](char32_t byte) { bytes.push_back(static_cast<char>(byte)); };
  auto put_rest = [&](char32_t character, int more) {
    for (int shift = 6 * (more - 1); shift >= 0; shift -= 6) {
      put(0x80U | ((character >> static_cast<unsigned>(shift)) & 0x3FU));
    }
  };
  for (const char32_t c : text) {
    if (c < 0x80) {
      put(c);
    } else if (c < 0x800) {
      put(0xC0U | (c >> 6U));
      put_rest(c, 1);
    } else if (c < 0x10000) {
      put(0xE0U | (c >> 12U));
      put_rest(c, 2);
    } else {
      put(0xF0U | (c >> 18U));
      put_rest(c, 3);
    }
  }
  return bytes;
}

}  // namespace klay
