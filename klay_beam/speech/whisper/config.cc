#include "klay_beam/speech/whisper/config.h"

#include <algorithm>

#include "beam/base/error.h"
#include "beam/io/json/json_reader.h"
#include "beam/io/record/read_record.h"
#include "beam/io/whole_file.h"

namespace klay {
namespace {

constexpr std::int64_t kFormat = 1;

void Require(bool holds, const std::string& what, std::int64_t found) {
  if (!holds) {
    throw beam::Error(beam::ErrorCode::kDataLoss,
                      "expected " + what + ", found " + std::to_string(found));
  }
}

/// Nothing here may be so large that sizes overflow, or point outside of the vocabulary.
void Check(const WhisperConfig& config) {
  constexpr std::int64_t kLargest = 1 << 20;
  Require(config.format == kFormat, "format " + std::to_string(kFormat), config.format);
  for (std::int64_t size : {config.mel_bands, config.encoder_steps, config.max_tokens, config.width,
                            config.heads, config.layers, config.vocabulary_size}) {
    Require(size > 0 && size <= kLargest, "sizes from 1 to " + std::to_string(kLargest), size);
  }
  Require(config.width % config.heads == 0, "a width that divides by the heads", config.width);
  const WhisperSpecialTokens& special = config.special;
  std::vector<std::int64_t> tokens = {
      special.end_of_text, special.start_of_transcript, special.translate,
      special.transcribe,  special.no_speech,           special.no_timestamps,
      special.start_of_lm, special.start_of_previous,   special.first_timestamp};
  for (const WhisperLanguage& language : config.languages) tokens.push_back(language.token);
  std::ranges::copy(config.suppressed, std::back_inserter(tokens));
  std::ranges::copy(config.suppressed_at_begin, std::back_inserter(tokens));
  for (std::int64_t token : tokens) {
    Require(token >= 0 && token < config.vocabulary_size, "tokens of the vocabulary", token);
  }
  Require(special.end_of_text < special.no_timestamps &&
              special.no_timestamps < special.first_timestamp,
          "times behind all other tokens", special.first_timestamp);
}

}  // namespace

std::optional<std::int64_t> WhisperConfig::LanguageToken(std::string_view code) const {
  const auto found = std::ranges::find(languages, code, &WhisperLanguage::code);
  if (found == languages.end()) return std::nullopt;
  return found->token;
}

const std::string& WhisperConfig::LanguageCode(std::int64_t token) const {
  const auto found = std::ranges::find(languages, token, &WhisperLanguage::token);
  if (found == languages.end()) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "the token is no language's: " + std::to_string(token));
  }
  return found->code;
}

WhisperConfig ReadWhisperConfig(const std::string& path) {
  const std::string text = beam::io::ReadFile(path);
  try {
    WhisperConfig config{};
    beam::io::JsonReader reader(text);
    beam::io::ReadRecord(reader, config);
    reader.Finish();
    Check(config);
    return config;
  } catch (const beam::Error& error) {
    throw error.WithContext(path);
  }
}

}  // namespace klay
