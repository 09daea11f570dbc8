#pragma once

#include <cmath>
#include <numbers>

namespace klay {

// libm's functions differ in the last bit from one machine to the next. These are sums and products
// only, which IEEE 754 fixes, as long as the compiler does not fuse them (-ffp-contract=off where
// they are used).

/// sin(2 pi turns), to about 1e-14.
inline double ExactSine(double turns) {
  double t = turns - std::floor(turns);
  const bool negative = t >= 0.5;
  if (negative) t -= 0.5;
  if (t > 0.25) t = 0.5 - t;
  const double x = 2 * std::numbers::pi * t;
  double term = x;
  double sum = x;
  for (int k = 3; k <= 21; k += 2) {
    term *= -x * x / (k * (k - 1));
    sum += term;
  }
  return negative ? -sum : sum;
}

/// cos(2 pi turns), to about 1e-14.
inline double ExactCosine(double turns) {
  return ExactSine(turns + 0.25);
}

/// e to the `x`, to about 1e-12 of it, for |x| <= 4.
inline double ExactExp(double x) {
  double term = 1;
  double sum = 1;
  for (int k = 1; k <= 40; ++k) {
    term *= x / k;
    sum += term;
  }
  return sum;
}

}  // namespace klay
