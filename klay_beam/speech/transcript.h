#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace klay {

/// A word of a transcript, and when it is heard [s from the recording's beginning].
struct TranscriptWord {
  std::string word;  ///< With its punctuation, without spaces around it.
  double start = 0;
  double end = 0;
};

/// What is said in one go: a sentence, or a line of a song.
struct TranscriptLine {
  double start = 0;
  double end = 0;
  std::vector<TranscriptWord> words = {};
};

/// What is said in a recording. As a record it is what .whisper.json files hold:
///
///     {"lyrics": [{"start": 0.5, "end": 1.2, "words": [{"word": "Hello", ...}]}],
///      "language": "en", "model": "whisper-base", "version": "0.1.0"}
struct Transcript {
  std::vector<TranscriptLine> lyrics = {};
  std::string language;  ///< "en"; empty when nothing is said.
  std::string model;     ///< The model's name.
  std::string version;   ///< Of this library.
};

/// Whether a space belongs between these words: not where both sides are of a script that has none
/// (Chinese, Japanese, Thai ...), and not beside nothing.
bool HasSpaceBetween(std::u32string_view left, std::u32string_view right);

/// The line's words as one text.
std::string TextOf(const TranscriptLine& line);

}  // namespace klay
