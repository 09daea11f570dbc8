#include "klay_beam/speech/trim_words.h"

#include <algorithm>

namespace klay {
namespace {

/// The segment that [start, end] overlaps most; nullptr when it overlaps none.
const SpeechSegment* SegmentOf(std::span<const SpeechSegment> speech, double start, double end) {
  const SpeechSegment* best = nullptr;
  double most = 0;
  const auto first = std::ranges::partition_point(speech, [start](const SpeechSegment& segment) {
    return SpeechSeconds(segment.end) <= start;
  });
  for (auto segment = first; segment != speech.end(); ++segment) {
    const double from = std::max(start, SpeechSeconds(segment->start));
    const double overlap = std::min(end, SpeechSeconds(segment->end)) - from;
    if (overlap <= 0) break;
    if (overlap > most) {
      most = overlap;
      best = &*segment;
    }
  }
  return best;
}

}  // namespace

void TrimWordEnds(std::span<const SpeechSegment> speech, Transcript& transcript) {
  for (TranscriptLine& line : transcript.lyrics) {
    for (TranscriptWord& word : line.words) {
      const SpeechSegment* const segment = SegmentOf(speech, word.start, word.end);
      if (segment != nullptr) word.end = std::min(word.end, SpeechSeconds(segment->end));
    }
    if (!line.words.empty()) line.end = line.words.back().end;
  }
}

}  // namespace klay
