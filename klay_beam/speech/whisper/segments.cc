#include "klay_beam/speech/whisper/segments.h"

#include <algorithm>
#include <cstddef>

namespace klay {
namespace {

constexpr double kSecondsAStep = 0.02;

}  // namespace

std::vector<WhisperTokenSegment> SplitAtTimestamps(const WhisperConfig& config,
                                                   std::span<const std::int64_t> tokens,
                                                   double seconds) {
  const std::int64_t first = config.special.first_timestamp;
  auto is_time = [&](std::int64_t token) { return token >= first; };
  auto time_of = [&](std::int64_t token) {
    return std::min(static_cast<double>(token - first) * kSecondsAStep, seconds);
  };
  std::vector<WhisperTokenSegment> segments;
  std::size_t begin = 0;
  for (std::size_t end = 1; end <= tokens.size(); ++end) {
    const bool is_last = end == tokens.size();
    if (!is_last && !(is_time(tokens[end]) && is_time(tokens[end - 1]))) continue;
    const auto part = tokens.subspan(begin, end - begin);
    const bool has_text = std::ranges::any_of(
        part, [&](std::int64_t token) { return token < config.special.end_of_text; });
    if (has_text) {
      const double start = is_time(part.front()) ? time_of(part.front()) : 0;
      const double stop = is_time(part.back()) ? time_of(part.back()) : seconds;
      segments.push_back(
          {.start = start, .end = stop, .tokens = std::vector(part.begin(), part.end())});
    }
    begin = end;
  }
  return segments;
}

}  // namespace klay
