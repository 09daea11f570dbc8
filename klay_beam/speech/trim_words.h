#pragma once

#include <span>

#include "klay_beam/speech/speech_segment.h"
#include "klay_beam/speech/transcript.h"

namespace klay {

/// Moves the ends of words that reach into a silence back to its beginning: models tend to let the
/// word before a pause last through it. A line then ends with its last word. A word belongs to the
/// segment of `speech` that it overlaps most, the first of equals; one that overlaps none stays as
/// it is.
void TrimWordEnds(std::span<const SpeechSegment> speech, Transcript& transcript);

}  // namespace klay
