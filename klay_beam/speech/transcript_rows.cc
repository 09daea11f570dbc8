#include "klay_beam/speech/transcript_rows.h"

#include "beam/base/utf8.h"
#include "klay_beam/speech/text_line.h"

namespace klay {

std::vector<WordRow> WordRows(std::string_view path, const Transcript& transcript) {
  const std::string printable = beam::PrintableUtf8(path);
  std::vector<WordRow> rows;
  std::int64_t number = 0;
  for (const TranscriptLine& line : transcript.lyrics) {
    for (const TranscriptWord& word : line.words) {
      rows.push_back({.path = printable,
                      .line = number,
                      .word = OnOneLine(word.word),
                      .start = word.start,
                      .end = word.end,
                      .language = ValidUtf8(transcript.language)});
    }
    ++number;
  }
  return rows;
}

}  // namespace klay
