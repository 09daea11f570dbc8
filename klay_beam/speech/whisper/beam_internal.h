#pragma once

#include <cstddef>
#include <vector>

#include "klay_beam/speech/whisper/hypotheses.h"

namespace klay::internal {

/// Beam search as CTranslate2 does it: of twice beam_size candidates those that end the text and
/// are among the first beam_size become texts, and the best others go on. It ends with beam_size x
/// patience texts.
class WhisperBeam final : public WhisperHypotheses {
 public:
  WhisperBeam(const WhisperConfig& config, const WhisperRules& rules,
              const WhisperSearchOptions& options);

  int rows() const override { return options_.beam_size; }
  void Advance(std::span<float> logits) override;
  bool done() const override { return done_; }
  std::span<const std::int64_t> parents() const override { return parents_; }
  std::span<const std::int64_t> tokens() const override { return last_; }
  WhisperHypothesis Best() const override;

 private:
  /// A hypothesis that goes on by one token.
  struct Candidate {
    std::size_t parent;
    std::int64_t token;
    float score;
  };

  /// The best candidates, the best one first.
  std::vector<Candidate> BestCandidates(std::span<float> logits) const;
  void Finish(const Candidate& candidate);
  void GoOn(std::span<const Candidate> candidates);

  const WhisperConfig& config_;
  const WhisperRules& rules_;
  WhisperSearchOptions options_;
  std::vector<WhisperHypothesis> growing_;
  std::vector<WhisperHypothesis> finished_;
  std::vector<std::int64_t> parents_;
  std::vector<std::int64_t> last_;
  bool done_ = false;
};

}  // namespace klay::internal
