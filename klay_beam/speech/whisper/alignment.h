#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace klay {

/// How much tokens attend to times: `heads` x `tokens` x `steps` values that are not negative, the
/// last index running fastest. Steps are 0.02 s.
struct AttentionMap {
  std::span<const float> values;
  std::size_t heads;
  std::size_t tokens;
  std::size_t steps;
};

/// For each of `tokens` x `steps` how well a token and a time fit, as OpenAI's timing.py: of the
/// first `steps` times only, each head's weights standardised over the tokens, then the median over
/// seven steps, then the mean over the heads. Throws invalid_argument when the map has fewer steps.
std::vector<float> AlignmentScores(const AttentionMap& attention, std::size_t steps);

/// The step at which each of `rows` begins on the path of the highest sum of `scores`, rows x
/// steps, that leads from the first to the last of both without going back (dynamic time warping,
/// Sakoe and Chiba 1978). Throws invalid_argument unless both are at least 1.
std::vector<std::size_t> WarpOntoSteps(std::span<const float> scores, std::size_t rows,
                                       std::size_t steps);

}  // namespace klay
