#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace klay {

/// The ids of Whisper's tokens that are no text. All from first_timestamp on are times in steps of
/// 0.02 s.
struct WhisperSpecialTokens {
  std::int64_t end_of_text;
  std::int64_t start_of_transcript;
  std::int64_t translate;
  std::int64_t transcribe;
  std::int64_t start_of_lm;
  std::int64_t start_of_previous;
  std::int64_t no_speech;
  std::int64_t no_timestamps;
  std::int64_t first_timestamp;
};

/// A language that a model knows, by its code ("de"), and the token that stands for it.
struct WhisperLanguage {
  std::string code;
  std::int64_t token;
};

/// What bin/convert_whisper says of a model: its model.json.
struct WhisperConfig {
  std::int64_t format;         ///< Of the converted files: 1.
  std::string source;          ///< The weights' format: "ctranslate2", "hugging_face", "openai".
  std::string weights_sha256;  ///< Of the file that was converted.
  std::string quantization;    ///< "none" or "int8".
  std::int64_t mel_bands;
  std::int64_t encoder_steps;  ///< Of 0.02 s, in what the encoder sees: 1500.
  std::int64_t max_tokens;     ///< Prompt and text together: 448.
  std::int64_t width;
  std::int64_t heads;   ///< Of the decoder.
  std::int64_t layers;  ///< Of the decoder.
  std::int64_t vocabulary_size;
  std::int64_t alignment_heads;  ///< Attention heads that follow the words' times.
  WhisperSpecialTokens special;
  std::vector<WhisperLanguage> languages;  ///< None: the model knows English only.
  std::vector<std::int64_t> suppressed;    ///< Tokens that no transcript has.
  std::vector<std::int64_t> suppressed_at_begin;

  bool multilingual() const { return !languages.empty(); }

  /// The token of a language; nothing when the model has none.
  std::optional<std::int64_t> LanguageToken(std::string_view code) const;

  /// The code of a language's token; throws invalid_argument for other tokens.
  const std::string& LanguageCode(std::int64_t token) const;
};

/// Reads a model.json. Throws not_found when it is missing, and data_loss when it is no such file
/// or says what cannot be.
WhisperConfig ReadWhisperConfig(const std::string& path);

}  // namespace klay
