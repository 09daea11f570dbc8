#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace klay {

/// A word as it was spoken.
struct WhisperWord {
  std::string word;    ///< With the space in front of it and its punctuation.
  double start;        ///< [s] from the clip's begin.
  double end;          ///< [s]
  double probability;  ///< The mean of its tokens'.
};

/// A part of a clip's text, about a sentence where times were looked for.
struct WhisperSegment {
  double start;  ///< [s] from the clip's begin.
  double end;    ///< [s]
  std::string text;
  std::vector<std::int64_t> tokens;
  double average_log_probability;  ///< Of the clip's tokens.
  double no_speech_probability;    ///< Of the clip.
  double temperature;              ///< By which the clip's text was found.
  double compression_ratio;        ///< Of the clip's text: high when it repeats itself.
  std::vector<WhisperWord> words;  ///< None unless asked for.
};

/// What is said in a clip.
struct WhisperTranscript {
  std::string language;         ///< "en"
  double language_probability;  ///< 1 where it was given.
  std::vector<WhisperSegment> segments;
};

}  // namespace klay
