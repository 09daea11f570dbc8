#pragma once

#include <cstdint>

namespace klay {

/// The rate that models of speech work at [Hz].
inline constexpr int kSpeechRate = 16000;

/// A stretch of a recording [samples at kSpeechRate from its beginning]; `end` is behind the last.
struct SpeechSegment {
  std::int64_t start = 0;
  std::int64_t end = 0;

  bool operator==(const SpeechSegment&) const = default;
};

/// When a sample is [s].
inline double SpeechSeconds(std::int64_t sample) {
  return static_cast<double>(sample) / kSpeechRate;
}

}  // namespace klay
