#include "klay_beam/audio/process/real_fft.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

#include "beam/base/error.h"

namespace klay {
namespace {

std::vector<std::complex<double>> NaiveTransform(const std::vector<float>& x) {
  std::vector<std::complex<double>> sums(x.size() / 2 + 1);
  for (size_t k = 0; k < sums.size(); ++k) {
    for (size_t n = 0; n < x.size(); ++n) {
      const double turns = static_cast<double>(k * n % x.size()) / static_cast<double>(x.size());
      sums[k] += static_cast<double>(x[n]) * std::polar(1.0, -2 * std::numbers::pi * turns);
    }
  }
  return sums;
}

TEST(RealFft, EqualsTheSumsThatDefineIt) {
  for (const int size : {4,   8,   12,  20,  28,  36,  44,  60,  64,   100,  108, 160,
                         252, 256, 300, 400, 480, 512, 588, 800, 1024, 1200, 1764}) {
    std::vector<float> x;
    for (int n = 0; n < size; ++n) x.push_back(static_cast<float>(std::sin(0.37 * n * n) + 0.1));
    RealFft fft(size);
    for (int repeat = 0; repeat < 2; ++repeat) {
      std::ranges::copy(x, fft.input().begin());
      const auto found = fft.Transform();
      const auto expected = NaiveTransform(x);
      ASSERT_EQ(found.size(), expected.size());
      for (size_t k = 0; k < found.size(); ++k) {
        EXPECT_LT(std::abs(std::complex<double>(found[k]) - expected[k]), 1e-6 * size)
            << "size " << size << ", bin " << k;
      }
    }
  }
}

TEST(RealFft, RefusesSizesThatItCannotDo) {
  for (const int size : {-4, 0, 1, 2, 6, 441, 2204, 131072}) {
    EXPECT_THROW(RealFft{size}, beam::Error) << size;
  }
}

}  // namespace
}  // namespace klay
