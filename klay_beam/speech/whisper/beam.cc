#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "klay_beam/speech/whisper/beam_internal.h"
#include "klay_beam/speech/whisper/log_sum_exp.h"
#include "klay_beam/speech/whisper/samples_internal.h"

namespace klay::internal {

WhisperBeam::WhisperBeam(const WhisperConfig& config, const WhisperRules& rules,
                         const WhisperSearchOptions& options)
    : config_(config), rules_(rules), options_(options), growing_(1) {}

std::vector<WhisperBeam::Candidate> WhisperBeam::BestCandidates(std::span<float> logits) const {
  const auto size = static_cast<std::size_t>(config_.vocabulary_size);
  const auto wanted = 2 * static_cast<std::size_t>(options_.beam_size);
  auto is_better = [](const Candidate& a, const Candidate& b) { return a.score > b.score; };
  std::vector<Candidate> best;  // A heap with the worst in front.
  for (std::size_t parent = 0; parent < growing_.size(); ++parent) {
    const std::span<float> row = logits.subspan(parent * size, size);
    rules_.Apply(growing_[parent].tokens, row);
    const float shift = growing_[parent].log_probability - LogSumExp(row);
    float worst = best.size() < wanted ? -std::numeric_limits<float>::infinity() : best[0].score;
    for (std::size_t token = 0; token < size; ++token) {
      const float score = row[token] + shift;
      if (!(score > worst)) continue;
      if (best.size() == wanted) {
        std::ranges::pop_heap(best, is_better);
        best.pop_back();
      }
      best.push_back({.parent = parent, .token = static_cast<std::int64_t>(token), .score = score});
      std::ranges::push_heap(best, is_better);
      if (best.size() == wanted) worst = best[0].score;
    }
  }
  std::ranges::sort(best, is_better);
  return best;
}

void WhisperBeam::Advance(std::span<float> logits) {
  const std::vector<Candidate> candidates = BestCandidates(logits);
  const auto beam = std::min(static_cast<std::size_t>(options_.beam_size), candidates.size());
  const bool is_last = std::ssize(growing_[0].tokens) + 1 >= options_.max_tokens;
  auto ends = [&](const Candidate& c) { return c.token == config_.special.end_of_text; };
  std::vector<Candidate> next;
  std::size_t reserve = beam;  // Candidates from here on take the places of those that end.
  for (std::size_t k = 0; k < beam; ++k) {
    if (!ends(candidates[k]) && !is_last) {
      next.push_back(candidates[k]);
      continue;
    }
    Finish(candidates[k]);
    while (reserve < candidates.size() && ends(candidates[reserve])) ++reserve;
    if (reserve < candidates.size()) next.push_back(candidates[reserve++]);
  }
  const auto enough = std::lround(static_cast<float>(options_.beam_size) * options_.patience);
  done_ = is_last || next.empty() || std::ssize(finished_) >= enough;
  if (!done_) GoOn(next);
}

void WhisperBeam::Finish(const Candidate& candidate) {
  WhisperHypothesis text = growing_[candidate.parent];
  text.log_probability = candidate.score;
  if (candidate.token != config_.special.end_of_text) text.tokens.push_back(candidate.token);
  finished_.push_back(std::move(text));
}

void WhisperBeam::GoOn(std::span<const Candidate> candidates) {
  std::vector<WhisperHypothesis> grown;
  parents_.clear();
  last_.clear();
  // Rows are always beam_size: where candidates are too few, the last one fills up, never to win.
  for (int row = 0; row < options_.beam_size; ++row) {
    const bool fills = row >= std::ssize(candidates);
    const Candidate& c = fills ? candidates.back() : candidates[static_cast<std::size_t>(row)];
    grown.push_back(growing_[c.parent]);
    grown.back().tokens.push_back(c.token);
    grown.back().log_probability = fills ? -std::numeric_limits<float>::infinity() : c.score;
    parents_.push_back(static_cast<std::int64_t>(c.parent));
    last_.push_back(c.token);
  }
  growing_ = std::move(grown);
}

WhisperHypothesis WhisperBeam::Best() const {
  // The search ends without a text only where no token was possible at all.
  if (finished_.empty()) return growing_[0];
  return *std::ranges::max_element(finished_, {}, [&](const WhisperHypothesis& text) {
    return RankOf(text, options_.length_penalty);
  });
}

}  // namespace klay::internal
