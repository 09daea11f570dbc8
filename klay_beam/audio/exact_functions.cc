#include "klay_beam/audio/exact_functions.h"

#include <cmath>
#include <numbers>

namespace klay {

double ExactSine(double turns) {
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

double ExactCosine(double turns) {
  return ExactSine(turns + 0.25);
}

double ExactExp(double x) {
  double term = 1;
  double sum = 1;
  for (int k = 1; k <= 40; ++k) {
    term *= x / k;
    sum += term;
  }
  return sum;
}

}  // namespace klay
