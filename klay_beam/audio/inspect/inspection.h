#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "klay_beam/audio/audio_info.h"
#include "klay_beam/audio/byte_source.h"
#include "klay_beam/audio/process/step.h"

namespace klay {

/// What a file says of its audio, and what a full decode finds.
struct Inspection {
  AudioInfo info;
  int64_t frames = 0;              ///< Decoded.
  double seconds = 0;              ///< Of the decoded frames.
  double peak = 0;                 ///< The largest sample's size; 1 is full scale.
  std::optional<double> loudness;  ///< [LUFS]; absent where LoudnessMeter finds none.
  /// Samples at full scale with neighbours there too: three or more of the same value in a row,
  /// at 0.999 or beyond.
  int64_t clipped = 0;
  double silent_seconds = 0;          ///< Frames of which no sample reaches -60 dB of full scale.
  std::optional<std::string> damage;  ///< What is missing or was corrupt.
  std::vector<std::string> notes;     ///< What else a listener would wonder at.
};

/// Decodes all of `source`, block by block, and measures it; `take` gets each block, too. Throws as
/// AudioReader does, and data_loss when no audio comes out at all.
Inspection Inspect(ByteSource& source,
                   const std::function<void(const SoundFormat&, SoundBlock)>& take = {});

}  // namespace klay
