#include "klay_beam/speech/whisper/hypotheses.h"

#include <cmath>
#include <string>

#include "beam/base/error.h"
#include "klay_beam/speech/whisper/beam_internal.h"
#include "klay_beam/speech/whisper/samples_internal.h"

namespace klay {

std::unique_ptr<WhisperHypotheses> MakeWhisperHypotheses(const WhisperConfig& config,
                                                         const WhisperRules& rules,
                                                         const WhisperSearchOptions& options) {
  if (options.beam_size < 1 || options.best_of < 1 || options.max_tokens < 1 ||
      !(options.patience > 0) || !(options.temperature >= 0) ||
      !std::isfinite(options.length_penalty)) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "beam_size, best_of, max_tokens and patience are above 0, the temperature is "
                      "not below: found beam_size " +
                          std::to_string(options.beam_size) + ", best_of " +
                          std::to_string(options.best_of) + ", max_tokens " +
                          std::to_string(options.max_tokens) + ", patience " +
                          std::to_string(options.patience) + ", temperature " +
                          std::to_string(options.temperature) + ", length_penalty " +
                          std::to_string(options.length_penalty));
  }
  if (options.temperature == 0 && options.beam_size > 1) {
    return std::make_unique<internal::WhisperBeam>(config, rules, options);
  }
  return std::make_unique<internal::WhisperSamples>(config, rules, options);
}

namespace internal {

float RankOf(const WhisperHypothesis& hypothesis, float length_penalty) {
  const auto length = static_cast<float>(std::max<std::size_t>(hypothesis.tokens.size(), 1));
  return hypothesis.log_probability / std::pow(length, length_penalty);
}

}  // namespace internal
}  // namespace klay
