#include "klay_beam/speech/speech_chunks.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "beam/base/error.h"

namespace klay {
namespace {

std::int64_t SamplesIn(double seconds) {
  return static_cast<std::int64_t>(std::floor(seconds * kSpeechRate));
}

/// Where in [from, to) speech is least probable: the middle of a window, which counts as much as
/// both beside it, since a pause between words is longer than one; the latest of equals, so that
/// pieces are long.
std::int64_t QuietestPlace(std::span<const float> probabilities, std::int64_t from,
                           std::int64_t to) {
  const auto sum_around = [&](std::int64_t window) {
    float sum = probabilities[static_cast<std::size_t>(window)];
    for (std::int64_t i = window - 1; i <= window + 1; ++i) {
      const auto beside = std::clamp<std::int64_t>(i, 0, std::ssize(probabilities) - 1);
      sum += probabilities[static_cast<std::size_t>(beside)];
    }
    return sum;
  };
  std::int64_t best = to;
  float least = 5;  // More than all of them make.
  for (std::int64_t window = from / SileroVad::kWindow; window < std::ssize(probabilities);
       ++window) {
    const std::int64_t middle = window * SileroVad::kWindow + SileroVad::kWindow / 2;
    if (middle >= to) break;
    if (middle < from) continue;
    if (const float sum = sum_around(window); sum <= least) {
      least = sum;
      best = middle;
    }
  }
  return best;
}

/// The segments, with those that are longer than `limit` in pieces.
std::vector<SpeechSegment> CutLongSegments(const VoiceActivity& voice, std::int64_t limit) {
  std::vector<SpeechSegment> pieces;
  for (SpeechSegment rest : voice.segments) {
    while (rest.end - rest.start > limit) {
      const std::int64_t cut =
          QuietestPlace(voice.probabilities, rest.start + limit - limit / 3, rest.start + limit);
      pieces.push_back({.start = rest.start, .end = cut});
      rest.start = cut;
    }
    pieces.push_back(rest);
  }
  return pieces;
}

}  // namespace

std::vector<SpeechSegment> SpeechChunks(const VoiceActivity& voice,
                                        const SpeechChunkOptions& options) {
  if (!(options.max_seconds >= 0.1 && options.max_seconds <= 3600 && options.max_pause >= 0)) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "chunks of speech want 0.1 to 3600 s, and pauses that are not negative: " +
                          std::to_string(options.max_seconds) + " s, pauses of " +
                          std::to_string(options.max_pause) + " s");
  }
  const std::int64_t limit = SamplesIn(options.max_seconds);
  std::vector<SpeechSegment> chunks;
  for (const SpeechSegment& piece : CutLongSegments(voice, limit)) {
    const bool fits = !chunks.empty() && piece.end - chunks.back().start <= limit &&
                      SpeechSeconds(piece.start - chunks.back().end) <= options.max_pause;
    if (fits) {
      chunks.back().end = piece.end;
    } else {
      chunks.push_back(piece);
    }
  }
  return chunks;
}

}  // namespace klay
