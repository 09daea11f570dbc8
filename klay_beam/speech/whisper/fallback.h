#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "klay_beam/speech/whisper/search.h"
#include "klay_beam/speech/whisper/transcribe.h"

namespace klay {

/// A text and what tells how good it is.
struct WhisperRatedText {
  std::vector<std::int64_t> tokens;
  double average_log_probability = 0;  ///< Of the tokens and the end of the text.
  double no_speech_probability = 0;
  double temperature = 0;
  double compression_ratio = 0;
};

/// Bytes by what zlib makes of them; 0 for none.
double CompressionRatio(std::string_view text);

/// `tokens` up to where something begins to be said again and again, at least five times and to the
/// end, and once more: models may fall into that.
std::span<const std::int64_t> WithoutEndlessEnd(std::span<const std::int64_t> tokens);

/// The texts of all clips, by the lowest temperature at which they pass; if none does, the most
/// probable of those that do not repeat themselves, or else of all, without an endless end.
/// Prompts as SearchWhisperTexts.
std::vector<WhisperRatedText> SearchWithFallback(const WhisperModel& model,
                                                 const WhisperEncoding& encoding,
                                                 std::span<const std::vector<std::int64_t>> prompts,
                                                 const WhisperOptions& options);

/// Whether a text says only that nobody speaks.
bool IsNoSpeech(const WhisperRatedText& text, const WhisperOptions& options);

}  // namespace klay
