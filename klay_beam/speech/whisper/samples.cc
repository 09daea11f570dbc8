#include <algorithm>
#include <cmath>

#include "klay_beam/speech/whisper/log_sum_exp.h"
#include "klay_beam/speech/whisper/samples_internal.h"

namespace klay::internal {

WhisperSamples::WhisperSamples(const WhisperConfig& config, const WhisperRules& rules,
                               const WhisperSearchOptions& options)
    : config_(config), rules_(rules), options_(options), random_(options.seed) {
  const auto rows = static_cast<std::size_t>(options.temperature > 0 ? options.best_of : 1);
  texts_.resize(rows);
  ended_.resize(rows, false);
  parents_.resize(rows, 0);
  last_.resize(rows, config.special.end_of_text);
}

void WhisperSamples::Advance(std::span<float> logits) {
  const auto size = static_cast<std::size_t>(config_.vocabulary_size);
  const bool is_first = logits.size() == size;
  float log_sum = 0;
  for (std::size_t row = 0; row < texts_.size(); ++row) {
    parents_[row] = is_first ? 0 : static_cast<std::int64_t>(row);
    if (ended_[row]) continue;
    const std::span<float> mine = is_first ? logits : logits.subspan(row * size, size);
    if (!is_first || row == 0) {
      rules_.Apply(texts_[row].tokens, mine);
      log_sum = LogSumExp(mine);
    }
    Append(row, mine, log_sum);
  }
}

void WhisperSamples::Append(std::size_t row, std::span<const float> logits, float log_sum) {
  const std::int64_t token =
      options_.temperature > 0 ? Draw(logits) : std::ranges::max_element(logits) - logits.begin();
  WhisperHypothesis& text = texts_[row];
  text.log_probability += logits[static_cast<std::size_t>(token)] - log_sum;
  last_[row] = token;
  if (token == config_.special.end_of_text) {
    ended_[row] = true;
    return;
  }
  text.tokens.push_back(token);
  if (std::ssize(text.tokens) >= options_.max_tokens) ended_[row] = true;
}

std::int64_t WhisperSamples::Draw(std::span<const float> logits) {
  const float largest = std::ranges::max(logits);
  auto weight = [&](float logit) { return std::exp((logit - largest) / options_.temperature); };
  double total = 0;
  for (const float logit : logits) total += weight(logit);
  // 53 bits of the generator's own output: the same numbers with every standard library.
  double left = std::ldexp(static_cast<double>(random_() >> 11U), -53) * total;
  std::size_t last_possible = 0;
  for (std::size_t token = 0; token < logits.size(); ++token) {
    const double mass = weight(logits[token]);
    if (mass == 0) continue;
    last_possible = token;
    left -= mass;
    if (left < 0) break;
  }
  return static_cast<std::int64_t>(last_possible);
}

bool WhisperSamples::done() const {
  return std::ranges::all_of(ended_, [](bool ended) { return ended; });
}

WhisperHypothesis WhisperSamples::Best() const {
  return *std::ranges::max_element(texts_, {}, [&](const WhisperHypothesis& text) {
    return RankOf(text, options_.length_penalty);
  });
}

}  // namespace klay::internal
