#include "klay_beam/speech/transcript.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "klay_beam/speech/text_line.h"
#include "klay_beam/speech/utf8_text.h"

namespace klay {
namespace {

/// Whether words of the script that has this character stand side by side.
bool IsOfScriptWithoutSpaces(char32_t character) {
  constexpr std::pair<char32_t, char32_t> kRanges[] = {
      {0x0E00, 0x0EFF},    // Thai, Lao
      {0x1000, 0x109F},    // Myanmar
      {0x1780, 0x17FF},    // Khmer
      {0x2E80, 0x312F},    // CJK radicals and punctuation, Hiragana, Katakana, Bopomofo
      {0x31A0, 0xA4CF},    // more of these, CJK ideographs, Yi
      {0xF900, 0xFAFF},    // compatible ideographs
      {0xFE30, 0xFE4F},    // upright punctuation
      {0xFF00, 0xFF9F},    // wide forms, Katakana of half the width
      {0x20000, 0x3FFFF},  // more ideographs
  };
  return std::ranges::any_of(kRanges, [character](const auto& range) {
    return character >= range.first && character <= range.second;
  });
}

}  // namespace

bool HasSpaceBetween(std::u32string_view left, std::u32string_view right) {
  return !left.empty() && !right.empty() &&
         !(IsOfScriptWithoutSpaces(left.back()) && IsOfScriptWithoutSpaces(right.front()));
}

std::string TextOf(const TranscriptLine& line) {
  std::u32string text;
  for (const TranscriptWord& word : line.words) {
    const std::u32string more = OnOneLine(std::u32string_view(DecodeUtf8(word.word)));
    if (HasSpaceBetween(text, more)) text += U' ';
    text += more;
  }
  return EncodeUtf8(text);
}

}  // namespace klay
