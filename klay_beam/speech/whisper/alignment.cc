#include "klay_beam/speech/whisper/alignment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "beam/base/error.h"

namespace klay {
namespace {

constexpr std::size_t kMedianWidth = 7;
constexpr std::size_t kReach = kMedianWidth / 2;

/// Each row's values by their sum: what a softmax over these steps alone would have given.
void NormaliseRows(std::span<float> map, std::size_t steps) {
  for (std::size_t begin = 0; begin < map.size(); begin += steps) {
    const std::span<float> row = map.subspan(begin, steps);
    double sum = 0;
    for (const float value : row) sum += value;
    if (!(sum > 0)) continue;
    const auto scale = static_cast<float>(1 / sum);
    for (float& value : row) value *= scale;
  }
}

/// Each step's values over the rows: mean 0, standard deviation 1.
void StandardiseColumns(std::span<float> map, std::size_t steps) {
  const std::size_t num_rows = map.size() / steps;
  const auto rows = static_cast<float>(num_rows);
  std::vector<float> mean(steps, 0.0F);
  std::vector<float> square(steps, 0.0F);
  for (std::size_t i = 0; i < map.size(); ++i) mean[i % steps] += map[i] / rows;
  for (std::size_t i = 0; i < map.size(); ++i) {
    const float off = map[i] - mean[i % steps];
    square[i % steps] += off * off / rows;
  }
  for (float& value : square) value = value > 0 ? 1 / std::sqrt(value) : 0.0F;
  for (std::size_t i = 0; i < map.size(); ++i) {
    map[i] = (map[i] - mean[i % steps]) * square[i % steps];
  }
}

/// The median of seven by exchanges (Devillard 1998), which compilers vectorise.
float MedianOfSeven(std::array<float, kMedianWidth> v) {
  auto order = [&](std::size_t a, std::size_t b) {
    const float smaller = std::min(v[a], v[b]);
    v[b] = std::max(v[a], v[b]);
    v[a] = smaller;
  };
  order(0, 5), order(0, 3), order(1, 6), order(2, 4), order(0, 1), order(3, 5), order(2, 6);
  order(2, 3), order(3, 6), order(4, 5), order(1, 4), order(1, 3), order(3, 4);
  return v[3];
}

/// Adds the row's medians, mirrored at its ends, times `weight`. Rows that are too short to be
/// mirrored stay as they are.
void AddMedians(std::span<const float> row, float weight, std::vector<float>& padded,
                std::span<float> out) {
  const std::size_t steps = row.size();
  if (steps <= kReach) {
    for (std::size_t i = 0; i < steps; ++i) out[i] += weight * row[i];
    return;
  }
  padded.resize(steps + 2 * kReach);
  std::ranges::copy(row, padded.begin() + kReach);
  for (std::size_t i = 1; i <= kReach; ++i) {
    padded[kReach - i] = row[i];
    padded[kReach + steps - 1 + i] = row[steps - 1 - i];
  }
  for (std::size_t i = 0; i < steps; ++i) {
    const float* p = padded.data() + i;
    out[i] += weight * MedianOfSeven({p[0], p[1], p[2], p[3], p[4], p[5], p[6]});
  }
}

enum class From : std::uint8_t { kDiagonal, kRowBefore, kStepBefore };

}  // namespace

std::vector<float> AlignmentScores(const AttentionMap& attention, std::size_t steps) {
  if (steps < 1 || steps > attention.steps) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "expected from 1 to " + std::to_string(attention.steps) +
                          " steps of the attention, found " + std::to_string(steps));
  }
  const std::size_t tokens = attention.tokens;
  std::vector<float> scores(tokens * steps, 0.0F);
  std::vector<float> map(tokens * steps);
  std::vector<float> padded;
  for (std::size_t head = 0; head < attention.heads; ++head) {
    for (std::size_t t = 0; t < tokens; ++t) {
      const std::size_t from = (head * tokens + t) * attention.steps;
      std::ranges::copy(attention.values.subspan(from, steps), map.begin() + t * steps);
    }
    NormaliseRows(map, steps);
    StandardiseColumns(map, steps);
    for (std::size_t t = 0; t < tokens; ++t) {
      AddMedians(std::span(map).subspan(t * steps, steps), 1.0F / attention.heads, padded,
                 std::span(scores).subspan(t * steps, steps));
    }
  }
  return scores;
}

std::vector<std::size_t> WarpOntoSteps(std::span<const float> scores, std::size_t rows,
                                       std::size_t steps) {
  if (rows < 1 || steps < 1 || scores.size() != rows * steps) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "expected rows x steps scores, found " + std::to_string(scores.size()) +
                          " for " + std::to_string(rows) + " x " + std::to_string(steps));
  }
  constexpr float kNever = std::numeric_limits<float>::infinity();
  // Costs of the best paths to the row before and to this one, with a border in front.
  std::vector<float> before(steps + 1, kNever);
  std::vector<float> here(steps + 1, kNever);
  before[0] = 0;
  std::vector<From> from(rows * steps);
  for (std::size_t row = 0; row < rows; ++row) {
    here[0] = kNever;
    for (std::size_t step = 0; step < steps; ++step) {
      const float diagonal = before[step];
      const float row_before = before[step + 1];
      const float step_before = here[step];
      const std::size_t at = row * steps + step;
      float least = step_before;
      from[at] = From::kStepBefore;
      if (diagonal < row_before && diagonal < step_before) {
        least = diagonal;
        from[at] = From::kDiagonal;
      } else if (row_before < diagonal && row_before < step_before) {
        least = row_before;
        from[at] = From::kRowBefore;
      }
      here[step + 1] = least - scores[at];
    }
    std::swap(before, here);
  }
  std::vector<std::size_t> begins(rows, 0);
  std::size_t row = rows - 1;
  std::size_t step = steps - 1;
  while (true) {
    begins[row] = step;
    const From way = from[row * steps + step];
    if (row == 0 && step == 0) break;
    // Borders cost infinity, so no way leads beyond them.
    if (way != From::kRowBefore) --step;
    if (way != From::kStepBefore) --row;
  }
  return begins;
}

}  // namespace klay
