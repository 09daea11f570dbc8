#pragma once

#include "klay_beam/speech/whisper/config.h"

namespace klay::testing {

/// A configuration of ten tokens of text (0 to 9), special ones from 10 to 18, and twenty times (19
/// to 38); 1 and 10 may not stand at the begin, 2 nowhere.
WhisperConfig SmallConfig();

}  // namespace klay::testing
