#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "klay_beam/speech/whisper/config.h"

namespace klay {

/// Tokens of a text that belong together, and when they are said.
struct WhisperTokenSegment {
  double start;  ///< [s] from the clip's begin.
  double end;    ///< [s]
  std::vector<std::int64_t> tokens;
};

/// Cuts a text between its pairs of times; a text without any is one segment of `seconds`, the
/// clip's length. What follows the last pair without a time at its end is a segment up to the
/// clip's end: clips are not looked at twice. Otherwise as faster-whisper's
/// _split_segments_by_timestamps.
std::vector<WhisperTokenSegment> SplitAtTimestamps(const WhisperConfig& config,
                                                   std::span<const std::int64_t> tokens,
                                                   double seconds);

}  // namespace klay
