#include "job_byt5/hallucinations.h"

#include <algorithm>
#include <utility>

#include "job_byt5/line_text.h"

namespace job_byt5 {

std::vector<std::string> HallucinationsIn(std::string_view list) {
  std::vector<std::string> texts;
  while (!list.empty()) {
    const std::size_t bar = std::min(list.find('|'), list.size());
    const Line line{.words = {{.word = std::string(list.substr(0, bar))}}};
    std::string text = TextOf(PiecesOf(line, ""));
    if (!text.empty()) texts.push_back(std::move(text));
    list.remove_prefix(std::min(bar + 1, list.size()));
  }
  return texts;
}

std::size_t RemoveHallucinations(Lyrics& lyrics, const std::vector<std::string>& hallucinations) {
  return std::erase_if(lyrics.lyrics, [&](const Line& line) {
    const std::string text = TextOf(PiecesOf(line, lyrics.language.value_or("")));
    return std::ranges::find(hallucinations, text) != hallucinations.end();
  });
}

}  // namespace job_byt5
