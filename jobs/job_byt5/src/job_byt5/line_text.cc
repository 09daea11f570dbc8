#include "job_byt5/line_text.h"

#include <algorithm>

namespace job_byt5 {
namespace {

constexpr std::string_view kWhiteSpace = " \t\n\v\f\r";

std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kWhiteSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kWhiteSpace) - first + 1);
}

bool BringsSpace(const Word& word) {
  return !word.word.empty() && kWhiteSpace.find(word.word.front()) != std::string_view::npos;
}

bool EndsInSpace(const Word& word) {
  return !word.word.empty() && kWhiteSpace.find(word.word.back()) != std::string_view::npos;
}

/// Those of Whisper's languages whose words stand side by side.
bool WritesNoSpaces(std::string_view language) {
  constexpr std::string_view kLanguages[] = {"zh", "yue", "ja", "th", "lo", "my", "km", "bo"};
  return std::ranges::find(kLanguages, language) != std::end(kLanguages);
}

}  // namespace

std::vector<Piece> PiecesOf(const Line& line, std::string_view language) {
  const bool has_spaces = WritesNoSpaces(language) ||
                          std::ranges::any_of(line.words, BringsSpace) ||
                          std::ranges::any_of(line.words, EndsInSpace);
  std::vector<Piece> pieces;
  bool is_space_due = false;  // Words of white space alone count for this, too.
  for (const Word& word : line.words) {
    is_space_due = is_space_due || !has_spaces || BringsSpace(word);
    const std::string_view text = Trimmed(word.word);
    if (!text.empty()) {
      pieces.push_back(
          {.space = is_space_due ? " " : "", .text = text, .start = word.start, .end = word.end});
      is_space_due = false;
    }
    is_space_due = is_space_due || EndsInSpace(word);
  }
  return pieces;
}

std::string TextOf(std::span<const Piece> pieces) {
  std::string text;
  for (const Piece& piece : pieces) {
    if (!text.empty()) text += piece.space;
    text += piece.text;
  }
  return text;
}

}  // namespace job_byt5
