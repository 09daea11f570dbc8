#include "klay_beam/speech/whisper/log_sum_exp.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace klay {
namespace {

TEST(LogSumExp, AddsProbabilities) {
  std::mt19937 random(3);
  for (const std::size_t size : {1, 2, 15, 16, 17, 1000, 51865}) {
    for (const float range : {1.0F, 30.0F, 200.0F}) {
      std::vector<float> values(size);
      double sum = 0;
      for (float& value : values) {
        value = range * (static_cast<float>(random() % 2001) / 1000 - 1);
        sum += std::exp(static_cast<double>(value));
      }
      const double expected = std::log(sum);
      EXPECT_NEAR(LogSumExp(values), expected, 1e-6 * std::max(1.0, std::abs(expected)));
    }
  }
}

TEST(LogSumExp, NeitherOverflowsNorVanishes) {
  EXPECT_NEAR(LogSumExp(std::vector<float>{1000, 1000}), 1000 + std::log(2.0F), 1e-3);
  EXPECT_NEAR(LogSumExp(std::vector<float>{-1000, -1000}), -1000 + std::log(2.0F), 1e-3);
  EXPECT_NEAR(LogSumExp(std::vector<float>{0, -INFINITY}), 0, 1e-6);
}

TEST(LogSumExp, OfNothingIsMinusInfinity) {
  EXPECT_EQ(LogSumExp({}), -INFINITY);
  EXPECT_EQ(LogSumExp(std::vector<float>{-INFINITY, -INFINITY}), -INFINITY);
}

}  // namespace
}  // namespace klay
