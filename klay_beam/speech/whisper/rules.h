#pragma once

#include <cstdint>
#include <span>

#include "klay_beam/speech/whisper/config.h"

namespace klay {

/// Which tokens may come next in a transcript: OpenAI's SuppressBlank, SuppressTokens and
/// ApplyTimestampRules (decoding.py).
///
/// With timestamps the text begins with a time of at most 1 s, times come in pairs (the end of one
/// segment, the begin of the next) or before the end of the text, and never go back; and a time
/// comes where all times together are more probable than any other token.
class WhisperRules {
 public:
  /// `config` must outlive the rules.
  WhisperRules(const WhisperConfig& config, bool timestamps)
      : config_(config), timestamps_(timestamps) {}

  /// Sets the logits of tokens that may not follow `text`, all since the prompt, to -infinity.
  void Apply(std::span<const std::int64_t> text, std::span<float> logits) const;

 private:
  void ApplyTimestampRules(std::span<const std::int64_t> text, std::span<float> logits) const;

  const WhisperConfig& config_;
  bool timestamps_;
};

}  // namespace klay
