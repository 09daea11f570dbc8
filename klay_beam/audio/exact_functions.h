#pragma once

namespace klay {

// libm's functions differ in the last bit from one machine to the next. These are sums and products
// only, which IEEE 754 fixes.

/// sin(2 pi turns), to about 1e-14.
double ExactSine(double turns);

/// cos(2 pi turns), to about 1e-14.
double ExactCosine(double turns);

/// e to the `x`, to about 1e-12 of it, for |x| <= 4.
double ExactExp(double x);

}  // namespace klay
