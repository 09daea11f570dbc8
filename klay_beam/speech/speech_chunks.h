#pragma once

#include <span>
#include <vector>

#include "klay_beam/speech/speech_segment.h"
#include "klay_beam/speech/voice_activity.h"

namespace klay {

/// How speech is cut for a model that takes so much at once.
struct SpeechChunkOptions {
  double max_seconds = 30;  ///< No chunk is longer.
  double max_pause = 5;     ///< A longer silence is in no chunk [s].
};

/// The pieces that a recording is transcribed in: neighbouring segments of speech together, with
/// the silences between them, as many as fit. A segment that is too long by itself is cut where
/// speech is least probable in the last third of what fits. Chunks are in order and do not overlap,
/// begin and end with speech, and hold all of it.
///
/// Throws invalid_argument for limits that are not positive, or under 0.1 s.
std::vector<SpeechSegment> SpeechChunks(const VoiceActivity& voice,
                                        const SpeechChunkOptions& options = {});

}  // namespace klay
