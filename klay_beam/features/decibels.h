#pragma once

#include <optional>

#include "klay_beam/features/feature_map.h"

namespace klay {

/// The scale of decibels; the defaults are librosa's.
struct DecibelOptions {
  float ref = 1;                     ///< The power that is 0 dB.
  float amin = 1e-10F;               ///< Powers below count as this one.
  std::optional<float> top_db = 80;  ///< Nothing lies further below the map's highest value [dB].
};

/// Powers become decibels: 10 log10(max(amin, p) / max(amin, ref)) [dB]. As librosa.power_to_db.
/// Throws invalid_argument unless amin > 0 and top_db >= 0.
void PowerToDb(FeatureMap& map, const DecibelOptions& options = {});

}  // namespace klay
