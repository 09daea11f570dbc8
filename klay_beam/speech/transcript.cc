#include "klay_beam/speech/transcript.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "klay_beam/speech/code_points.h"

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

bool StartsWithSpace(const TranscriptWord& word) {
  return word.word.starts_with(' ');
}

}  // namespace

std::string TextOf(const TranscriptLine& line) {
  const bool has_spaces = std::ranges::any_of(line.words, StartsWithSpace);
  std::u32string text;
  for (const TranscriptWord& word : line.words) {
    const std::u32string more = CodePoints(word.word);
    if (more.empty()) continue;
    const bool is_joined =
        has_spaces || text.empty() ||
        (IsOfScriptWithoutSpaces(text.back()) && IsOfScriptWithoutSpaces(more.front()));
    if (!is_joined) text += U' ';
    text += more;
  }
  return Utf8(OnOneLine(text));
}

}  // namespace klay
