#pragma once

#include <string>

#include "klay_beam/audio/audio.h"

namespace klay::testing {

/// The signal `name`, chirp or noise, as make_reference.py makes it.
Audio ReferenceSignal(const std::string& name, int sample_rate = 22050);

}  // namespace klay::testing
