#pragma once

#include <vector>

#include "klay_beam/speech/transcript.h"
#include "klay_beam/speech/whisper/transcript.h"

namespace klay {

/// Appends the segments of a clip that begins at `start` [s] as lines. What Whisper gives without a
/// space in front of it is part of the word before it ("well" "-known"), in scripts that have
/// spaces. A segment whose words have no times is one word.
void AppendLines(const WhisperTranscript& clip, double start, std::vector<TranscriptLine>& lines);

}  // namespace klay
