#include "klay_beam/audio/inspect/spectrum.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <random>
#include <vector>

#include "beam/base/error.h"

namespace klay {
namespace {

TEST(Spectrum, EqualsTheDefinition) {
  std::mt19937 random(1);
  for (const int size : {16, 64, 256}) {
    const auto count = static_cast<size_t>(size);
    std::vector<float> frame(count);
    for (float& sample : frame) sample = static_cast<float>(random()) / 4294967296.0F - 0.5F;
    Spectrum spectrum(size);
    std::vector<float> power(count / 2 + 1);
    spectrum.Power(frame, power);
    for (size_t k = 0; k < power.size(); ++k) {
      std::complex<double> sum = 0;
      for (size_t n = 0; n < count; ++n) {
        const double turn = -2 * std::numbers::pi * static_cast<double>(k * n) / size;
        sum += static_cast<double>(frame[n]) * std::polar(1.0, turn);
      }
      ASSERT_NEAR(power[k], std::norm(sum), 1e-4 * size) << size << " " << k;
    }
  }
}

TEST(Spectrum, RefusesOtherSizes) {
  for (const int size : {0, 8, 100, 131072}) EXPECT_THROW(Spectrum{size}, beam::Error) << size;
}

}  // namespace
}  // namespace klay
