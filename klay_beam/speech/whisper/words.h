#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "klay_beam/speech/whisper/transcript.h"

namespace klay {

/// A word with its times, before it is shaped to be read.
struct AlignedWord {
  std::string text;
  std::size_t tokens = 0;  ///< How many of the text's tokens it has.
  double start = 0;        ///< [s]
  double end = 0;          ///< [s]
  double probability = 0;
};

/// What the words' lengths say of the speaker's pace.
struct WordPace {
  double median = 0;   ///< Of the words' lengths, at most 0.7 [s].
  double longest = 0;  ///< That a word should have [s].
};

WordPace PaceOf(std::span<const AlignedWord> words);

/// Shortens marks of punctuation at ends of sentences and words behind them that are longer than
/// words should be: the pause was counted with them. As faster-whisper's add_word_timestamps.
void ShortenAtSentenceEnds(std::span<AlignedWord> words, const WordPace& pace);

/// Puts opening punctuation to the word behind it and other punctuation to the word before it,
/// whose times stay. What was moved is left without text. As OpenAI's merge_punctuations.
void MergePunctuation(std::span<AlignedWord> words);

/// Gives each segment the words that its tokens spell, and makes its times theirs; the first two
/// words after a pause become no longer than words should be. `text_tokens` has the number of each
/// segment's tokens of text. As faster-whisper's add_word_timestamps.
void GiveWordsToSegments(std::span<const AlignedWord> words, const WordPace& pace,
                         std::span<const std::size_t> text_tokens,
                         std::span<WhisperSegment> segments);

}  // namespace klay
