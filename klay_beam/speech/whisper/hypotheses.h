#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "klay_beam/speech/whisper/rules.h"

namespace klay {

/// How the text of a clip is looked for.
struct WhisperSearchOptions {
  /// Hypotheses that go on side by side when the temperature is 0; 1 takes the most probable token
  /// each time.
  int beam_size = 5;
  /// With beams: the search ends with beam_size x patience texts (Kasai et al. 2022).
  float patience = 1;
  /// Texts are compared by log-probability / length^length_penalty.
  float length_penalty = 1;
  /// Above 0: tokens are drawn, from probabilities^(1 / temperature).
  float temperature = 0;
  /// How many texts are drawn when the temperature is above 0; the best one counts.
  int best_of = 5;
  /// Of the random numbers: the same for each clip, whatever is transcribed beside it.
  std::uint64_t seed = 0;
  /// The text's tokens at most.
  std::int64_t max_tokens = 224;
};

/// A text that was found.
struct WhisperHypothesis {
  std::vector<std::int64_t> tokens;  ///< Without the prompt and the end of the text.
  float log_probability = 0;         ///< Of all tokens and, if it came, the end of the text.
};

/// The texts of one clip while they grow, a row of the decoder each.
class WhisperHypotheses {
 public:
  virtual ~WhisperHypotheses() = default;

  /// Rows that the clip takes, always the same number.
  virtual int rows() const = 0;

  /// Looks at the `logits` behind each row, rows() x the vocabulary (1 x the vocabulary the first
  /// time), which it overwrites, and goes on.
  virtual void Advance(std::span<float> logits) = 0;

  /// No row needs to go on.
  virtual bool done() const = 0;

  /// Which row each one has gone on from, and by which token.
  virtual std::span<const std::int64_t> parents() const = 0;
  virtual std::span<const std::int64_t> tokens() const = 0;

  /// The best text, once done.
  virtual WhisperHypothesis Best() const = 0;
};

/// The search that the options ask for. The rules must outlive it. Throws invalid_argument for
/// options that make no sense.
std::unique_ptr<WhisperHypotheses> MakeWhisperHypotheses(const WhisperConfig& config,
                                                         const WhisperRules& rules,
                                                         const WhisperSearchOptions& options);

}  // namespace klay
