#pragma once

#include <span>

#include "klay_beam/audio/process/step.h"

namespace klay {

/// A second-order filter: y[n] = b0 x[n] + b1 x[n-1] + b2 x[n-2] - a1 y[n-1] - a2 y[n-2].
struct BiquadCoefficients {
  double b0 = 1;
  double b1 = 0;
  double b2 = 0;
  double a1 = 0;
  double a2 = 0;
};

/// The filter over one channel, with what it remembers; in the transposed direct form II, in double
/// precision.
class BiquadFilter {
 public:
  explicit BiquadFilter(const BiquadCoefficients& coefficients) : c_(coefficients) {}

  double Next(double x) {
    const double y = c_.b0 * x + s1_;
    s1_ = c_.b1 * x - c_.a1 * y + s2_;
    s2_ = c_.b2 * x - c_.a2 * y;
    return y;
  }

 private:
  BiquadCoefficients c_;
  double s1_ = 0;
  double s2_ = 0;
};

/// The filter over each channel.
Step Biquad(const BiquadCoefficients& coefficients);

inline constexpr double kButterworthQ = 0.70710678118654752;

/// Filters of R. Bristow-Johnson's "Cookbook formulae for audio EQ biquad filter coefficients".
/// `frequency` [Hz] is where a pass filter is 3 dB down (with kButterworthQ), the middle of a peak,
/// or of a shelf's slope. Preparing throws invalid_argument unless it lies between 0 and half of
/// the sound's rate, and q is positive.
Step LowPass(double frequency, double q = kButterworthQ);
Step HighPass(double frequency, double q = kButterworthQ);
Step BandPass(double frequency, double q);
Step Notch(double frequency, double q);
Step Peak(double frequency, double q, double gain_db);
Step LowShelf(double frequency, double gain_db, double q = kButterworthQ);
Step HighShelf(double frequency, double gain_db, double q = kButterworthQ);

}  // namespace klay
