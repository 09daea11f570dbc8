#pragma once

#include <optional>

#include "klay_beam/audio/process/step.h"

namespace klay {

/// Only what lies between `start` and `start` + `duration` [s]; to the end when that is absent.
/// Less or nothing where the sound ends before. Throws invalid_argument for times below 0.
Step Crop(double start, std::optional<double> duration = std::nullopt);

/// Adds silence in front and behind [s]. Throws invalid_argument for times below 0.
Step Pad(double before, double after);

/// Adds silence behind until the sound is `seconds` long; a longer one stays as it is. Throws
/// invalid_argument for times below 0.
Step PadTo(double seconds);

/// What counts as silence, and how much of it stays.
struct SilenceOptions {
  double threshold_db = -60;  ///< Below it, of full scale, each sample of each channel is silence.
  double keep = 0.1;          ///< Silence that stays in front of and behind the sound [s].
};

/// Cuts silence off both ends. A sound that is silent all through becomes empty. Holds silence back
/// until a sound follows it. Throws invalid_argument for a `keep` below 0.
Step TrimSilence(SilenceOptions options = {});

}  // namespace klay
