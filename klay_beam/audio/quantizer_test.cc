#include "klay_beam/audio/quantizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace klay {
namespace {

using ::testing::ElementsAre;

std::vector<int32_t> Quantized(Quantizer& quantizer, const std::vector<float>& samples) {
  std::vector<int32_t> out(samples.size());
  quantizer.Process(samples, out.data(), 1);
  return out;
}

TEST(Quantizer, RoundsToTheNearest) {
  Quantizer eight(8, false);
  EXPECT_THAT(Quantized(eight, {0, 0.5F, -0.5F, 1.4F / 128, 1.6F / 128}),
              ElementsAre(0, 64 << 24, -64 * (1 << 24), 1 << 24, 2 << 24));
  Quantizer all(32, false);
  EXPECT_THAT(Quantized(all, {0.5F, -1}),
              ElementsAre(1 << 30, std::numeric_limits<int32_t>::min()));
}

TEST(Quantizer, SaturatesAndCounts) {
  Quantizer quantizer(16, false);
  const float infinity = std::numeric_limits<float>::infinity();
  EXPECT_THAT(
      Quantized(quantizer, {1, -1, 1.01F, -1.01F, infinity, NAN}),
      ElementsAre(32767 * 65536, -32768 * 65536, 32767 * 65536, -32768 * 65536, 32767 * 65536, 0));
  EXPECT_EQ(quantizer.clipped(), 3);
}

TEST(Quantizer, WritesWithAStride) {
  Quantizer quantizer(32, false);
  std::vector<int32_t> out = {7, 7, 7};
  quantizer.Process(std::vector<float>{0, 0.5F}, out.data(), 2);
  EXPECT_THAT(out, ElementsAre(0, 7, 1 << 30));
}

/// A level between two steps is kept in the mean, with the power of triangular noise on top: 1/4 of
/// a step squared in all, whatever the level.
TEST(Quantizer, DitherKeepsLevelsBetweenSteps) {
  for (const double level : {0.0, 0.25, 0.5, 0.9}) {
    Quantizer quantizer(16, true);
    const std::vector<float> samples(100000, static_cast<float>(level / 32768));
    double sum = 0;
    double power = 0;
    for (const int32_t value : Quantized(quantizer, samples)) {
      const double step = value / 65536.0;
      sum += step;
      power += (step - level) * (step - level);
    }
    EXPECT_NEAR(sum / 100000, level, 0.01) << level;
    EXPECT_NEAR(power / 100000, 0.25, 0.01) << level;
  }
}

TEST(Quantizer, DitherIsTheSameEachTime) {
  Quantizer one(16, true);
  Quantizer other(16, true);
  const std::vector<float> samples(100, 0.1F);
  EXPECT_EQ(Quantized(one, samples), Quantized(other, samples));
}

}  // namespace
}  // namespace klay
