#include "klay_beam/speech/whisper/alignment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <vector>

#include "beam/base/error.h"

namespace klay {
namespace {

using ::testing::ElementsAre;

/// The highest sum of any path from the first to the last of both, by trying all of them.
float BestSum(const std::vector<float>& scores, std::size_t rows, std::size_t steps) {
  std::function<float(std::size_t, std::size_t)> best = [&](std::size_t row, std::size_t step) {
    const float here = scores[row * steps + step];
    if (row + 1 == rows && step + 1 == steps) return here;
    float most = -std::numeric_limits<float>::infinity();
    if (row + 1 < rows) most = std::max(most, best(row + 1, step));
    if (step + 1 < steps) most = std::max(most, best(row, step + 1));
    if (row + 1 < rows && step + 1 < steps) most = std::max(most, best(row + 1, step + 1));
    return here + most;
  };
  return best(0, 0);
}

/// The highest sum of a path on which the rows begin there.
float SumThrough(const std::vector<float>& scores, std::size_t rows, std::size_t steps,
                 const std::vector<std::size_t>& begins) {
  float sum = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t last = row + 1 < rows ? begins[row + 1] : steps - 1;
    for (std::size_t step = begins[row]; step < last; ++step) sum += scores[row * steps + step];
    // A row may share the step with the next one or leave it to it.
    const float shared = scores[row * steps + last];
    const bool must = row + 1 == rows || last == begins[row];
    sum += must ? shared : std::max(shared, 0.0F);
  }
  return sum;
}

TEST(WarpOntoSteps, FollowsTheHighestScores) {
  const std::vector<float> scores = {1,  1,  -1, -1, -1, -1,  //
                                     -1, -1, 1,  -1, -1, -1,  //
                                     -1, -1, -1, 1,  1,  1};
  EXPECT_THAT(WarpOntoSteps(scores, 3, 6), ElementsAre(0, 2, 3));
}

TEST(WarpOntoSteps, FindsThePathOfTheHighestSum) {
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    const std::size_t rows = 1 + random() % 5;
    const std::size_t steps = 1 + random() % 6;
    std::vector<float> scores(rows * steps);
    for (float& score : scores) score = static_cast<float>(random() % 2001) / 1000 - 1;
    const auto begins = WarpOntoSteps(scores, rows, steps);
    EXPECT_TRUE(std::ranges::is_sorted(begins));
    EXPECT_NEAR(SumThrough(scores, rows, steps, begins), BestSum(scores, rows, steps), 1e-4);
  }
}

TEST(WarpOntoSteps, TakesMoreRowsThanSteps) {
  EXPECT_THAT(WarpOntoSteps(std::vector<float>{0, 0, 0}, 3, 1), ElementsAre(0, 0, 0));
  EXPECT_THAT(WarpOntoSteps(std::vector<float>{0, 0, 0}, 1, 3), ElementsAre(0));
}

TEST(WarpOntoSteps, RefusesNothing) {
  EXPECT_THROW(WarpOntoSteps({}, 0, 0), beam::Error);
}

/// What AlignmentScores does, step by step as numpy would.
std::vector<float> SlowScores(const std::vector<float>& map, std::size_t heads, std::size_t tokens,
                              std::size_t all, std::size_t steps) {
  std::vector<float> out(tokens * steps, 0);
  for (std::size_t h = 0; h < heads; ++h) {
    std::vector<std::vector<double>> rows(tokens, std::vector<double>(steps));
    for (std::size_t t = 0; t < tokens; ++t) {
      double sum = 0;
      for (std::size_t s = 0; s < steps; ++s) sum += map[(h * tokens + t) * all + s];
      for (std::size_t s = 0; s < steps; ++s) rows[t][s] = map[(h * tokens + t) * all + s] / sum;
    }
    for (std::size_t s = 0; s < steps; ++s) {
      double mean = 0;
      double square = 0;
      for (const auto& row : rows) mean += row[s] / static_cast<double>(tokens);
      for (const auto& row : rows)
        square += std::pow(row[s] - mean, 2) / static_cast<double>(tokens);
      for (auto& row : rows) row[s] = (row[s] - mean) / std::sqrt(square);
    }
    for (std::size_t t = 0; t < tokens; ++t) {
      for (int s = 0; s < static_cast<int>(steps); ++s) {
        std::vector<double> near;
        for (int k = s - 3; k <= s + 3; ++k) {
          int at = std::abs(k);
          if (at >= static_cast<int>(steps)) at = 2 * (static_cast<int>(steps) - 1) - at;
          near.push_back(rows[t][static_cast<std::size_t>(at)]);
        }
        std::ranges::sort(near);
        out[t * steps + static_cast<std::size_t>(s)] +=
            static_cast<float>(near[3] / static_cast<double>(heads));
      }
    }
  }
  return out;
}

TEST(AlignmentScores, AreStandardisedMediansOfTheHeads) {
  std::mt19937 random(2);
  std::vector<float> map(std::size_t{3} * 5 * 40);
  for (float& value : map) value = static_cast<float>(random() % 1000 + 1);
  const auto scores = AlignmentScores({.values = map, .heads = 3, .tokens = 5, .steps = 40}, 33);
  const auto expected = SlowScores(map, 3, 5, 40, 33);
  ASSERT_EQ(scores.size(), expected.size());
  for (std::size_t i = 0; i < scores.size(); ++i) EXPECT_NEAR(scores[i], expected[i], 1e-3) << i;
}

TEST(AlignmentScores, AreFiniteForShortAndEvenAttention) {
  const std::vector<float> map(std::size_t{2} * 3 * 4, 0.25F);
  for (std::size_t steps = 1; steps <= 4; ++steps) {
    for (const float score :
         AlignmentScores({.values = map, .heads = 2, .tokens = 3, .steps = 4}, steps)) {
      EXPECT_TRUE(std::isfinite(score));
    }
  }
}

TEST(AlignmentScores, RefuseMoreStepsThanThereAre) {
  const std::vector<float> map(8, 1.0F);
  EXPECT_THROW(AlignmentScores({.values = map, .heads = 1, .tokens = 2, .steps = 4}, 5),
               beam::Error);
  EXPECT_THROW(AlignmentScores({.values = map, .heads = 1, .tokens = 2, .steps = 4}, 0),
               beam::Error);
}

}  // namespace
}  // namespace klay
