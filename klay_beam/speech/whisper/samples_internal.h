#pragma once

#include <cstddef>
#include <random>
#include <vector>

#include "klay_beam/speech/whisper/hypotheses.h"

namespace klay::internal {

/// What hypotheses are compared by: the larger is the better.
float RankOf(const WhisperHypothesis& hypothesis, float length_penalty);

/// Texts that grow by themselves: the one of the most probable tokens at temperature 0, best_of
/// that are drawn otherwise.
class WhisperSamples final : public WhisperHypotheses {
 public:
  WhisperSamples(const WhisperConfig& config, const WhisperRules& rules,
                 const WhisperSearchOptions& options);

  int rows() const override { return static_cast<int>(texts_.size()); }
  void Advance(std::span<float> logits) override;
  bool done() const override;
  std::span<const std::int64_t> parents() const override { return parents_; }
  std::span<const std::int64_t> tokens() const override { return last_; }
  WhisperHypothesis Best() const override;

 private:
  void Append(std::size_t row, std::span<const float> logits, float log_sum);
  std::int64_t Draw(std::span<const float> logits);

  const WhisperConfig& config_;
  const WhisperRules& rules_;
  WhisperSearchOptions options_;
  std::mt19937_64 random_;
  std::vector<WhisperHypothesis> texts_;
  std::vector<bool> ended_;
  std::vector<std::int64_t> parents_;
  std::vector<std::int64_t> last_;
};

}  // namespace klay::internal
