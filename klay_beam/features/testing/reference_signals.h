#pragma once

#include <string>

#include "klay_beam/audio/audio.h"

namespace klay::testing {

/// The signal `name`, as make_reference.py makes it: chirp, noise, music, or clicks_N at N beats a
/// minute.
Audio ReferenceSignal(const std::string& name, int sample_rate = 22050);

}  // namespace klay::testing
