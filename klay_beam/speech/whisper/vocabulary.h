#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace klay {

/// A word, and the tokens that it was spelled with.
struct WhisperWordTokens {
  std::string text;  ///< As it stands in the text, mostly with a space in front.
  std::vector<std::int64_t> tokens;
};

/// What Whisper's tokens spell: bytes, of which only several together need be UTF-8.
class WhisperVocabulary {
 public:
  /// The bytes of each token of text, whose ids count from 0.
  explicit WhisperVocabulary(std::vector<std::string> tokens) : tokens_(std::move(tokens)) {}

  /// Reads the file `vocabulary` that bin/convert_whisper writes: base64, a line each. Throws
  /// not_found when it is missing and data_loss for another content.
  static WhisperVocabulary Read(const std::string& path);

  std::size_t size() const { return tokens_.size(); }

  /// What the tokens spell. Those that are no text are left out, and bytes that are no UTF-8 are
  /// U+FFFD.
  std::string Text(std::span<const std::int64_t> tokens) const;

  /// The words of a text: they begin with a space or are punctuation. As OpenAI's
  /// split_tokens_on_spaces. Only tokens of text are looked at.
  std::vector<WhisperWordTokens> SplitOnSpaces(std::span<const std::int64_t> tokens) const;

  /// The smallest parts of a text that are whole characters, for languages that are written without
  /// spaces. As OpenAI's split_tokens_on_unicode.
  std::vector<WhisperWordTokens> SplitOnCharacters(std::span<const std::int64_t> tokens) const;

  /// SplitOnCharacters for Chinese, Japanese, Thai, Lao, Burmese and Cantonese; SplitOnSpaces
  /// otherwise.
  std::vector<WhisperWordTokens> SplitIntoWords(std::span<const std::int64_t> tokens,
                                                std::string_view language) const;

 private:
  /// Nothing for what is no text.
  std::string_view Bytes(std::int64_t token) const;

  std::vector<std::string> tokens_;
};

}  // namespace klay
