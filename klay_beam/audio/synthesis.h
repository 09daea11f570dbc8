#pragma once

#include <cstdint>

#include "klay_beam/audio/audio.h"

namespace klay {

/// Test signals, all below full scale.
enum class Signal {
  kTone,    ///< One sine, 110 to 1,760 Hz by the seed.
  kChirp,   ///< A sine whose frequency rises evenly from 50 Hz to 0.45 times the rate.
  kNoise,   ///< White noise.
  kSpeech,  ///< Bursts like syllables: a pulse train or noise through three formants, with pauses.
};

/// `seconds` of `signal`, the same samples for the same arguments on every machine; each channel
/// draws from a seed of its own. Throws invalid_argument for a rate or channel count that is not
/// positive or a duration that is negative or not a number.
Audio Synthesize(Signal signal, int sample_rate, int channels, double seconds, uint64_t seed);

}  // namespace klay
