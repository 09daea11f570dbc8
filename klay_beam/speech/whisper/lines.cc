#include "klay_beam/speech/whisper/lines.h"

#include <algorithm>

#include "klay_beam/speech/text_line.h"
#include "klay_beam/speech/utf8_text.h"

namespace klay {
namespace {

/// Whether `word`, as Whisper has it, goes on with the one before it.
bool GoesOn(const TranscriptWord& before, const WhisperWord& word) {
  return !word.word.starts_with(' ') &&
         HasSpaceBetween(DecodeUtf8(before.word), DecodeUtf8(word.word));
}

std::vector<TranscriptWord> WordsOf(const WhisperSegment& segment, double start) {
  std::vector<TranscriptWord> words;
  for (const WhisperWord& word : segment.words) {
    const std::string text = OnOneLine(word.word);
    if (text.empty()) continue;
    if (!words.empty() && GoesOn(words.back(), word)) {
      words.back().word += text;
      words.back().end = std::max(words.back().end, start + word.end);
    } else {
      words.push_back({.word = text, .start = start + word.start, .end = start + word.end});
    }
  }
  return words;
}

}  // namespace

void AppendLines(const WhisperTranscript& clip, double start, std::vector<TranscriptLine>& lines) {
  for (const WhisperSegment& segment : clip.segments) {
    TranscriptLine line{.start = start + segment.start,
                        .end = start + segment.end,
                        .words = WordsOf(segment, start)};
    if (line.words.empty()) {
      const std::string text = OnOneLine(segment.text);
      if (text.empty()) continue;
      line.words = {{.word = text, .start = line.start, .end = line.end}};
    }
    lines.push_back(std::move(line));
  }
}

}  // namespace klay
