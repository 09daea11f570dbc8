#pragma once

#include "klay_beam/audio/process/step.h"

namespace klay {

/// Multiplies all samples by 10^(decibels / 20). Throws invalid_argument when it is not finite.
Step Gain(double decibels);

/// Raises the sound from silence over its first `seconds`, as a quarter of a sine (equal power).
/// Throws invalid_argument when they are negative or not finite.
Step FadeIn(double seconds);

/// Lowers the sound to silence over its last `seconds`, which it holds back until then; a shorter
/// sound over all of its length. Throws as FadeIn does.
Step FadeOut(double seconds);

}  // namespace klay
