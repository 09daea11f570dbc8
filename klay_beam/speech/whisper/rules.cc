#include "klay_beam/speech/whisper/rules.h"

#include <algorithm>
#include <limits>
#include <ranges>

#include "klay_beam/speech/whisper/log_sum_exp.h"

namespace klay {
namespace {

constexpr float kNever = -std::numeric_limits<float>::infinity();
constexpr std::int64_t kLatestBegin = 50;  ///< Of the first segment [0.02 s].

void Suppress(std::span<float> logits, std::int64_t begin, std::int64_t end) {
  for (std::int64_t token = begin; token < end; ++token) {
    logits[static_cast<std::size_t>(token)] = kNever;
  }
}

}  // namespace

void WhisperRules::Apply(std::span<const std::int64_t> text, std::span<float> logits) const {
  if (text.empty()) {
    for (const std::int64_t token : config_.suppressed_at_begin) Suppress(logits, token, token + 1);
  }
  for (const std::int64_t token : config_.suppressed) Suppress(logits, token, token + 1);
  if (timestamps_) {
    ApplyTimestampRules(text, logits);
  } else {
    Suppress(logits, config_.special.no_timestamps, config_.vocabulary_size);
  }
}

void WhisperRules::ApplyTimestampRules(std::span<const std::int64_t> text,
                                       std::span<float> logits) const {
  const std::int64_t first = config_.special.first_timestamp;
  const std::int64_t end = config_.vocabulary_size;
  auto is_time = [&](std::int64_t token) { return token >= first; };
  Suppress(logits, config_.special.no_timestamps, config_.special.no_timestamps + 1);
  if (text.empty()) {
    Suppress(logits, 0, first);
    Suppress(logits, std::min(first + kLatestBegin + 1, end), end);
    return;
  }
  const bool after_time = is_time(text.back());
  const bool after_pair = after_time && (text.size() < 2 || is_time(text[text.size() - 2]));
  if (after_pair) Suppress(logits, first, end);
  if (after_time && !after_pair) Suppress(logits, 0, config_.special.end_of_text);
  const auto reversed = text | std::views::reverse;
  const auto last_time = std::ranges::find_if(reversed, is_time);
  if (last_time != reversed.end()) {
    // The end of a segment may be the begin of the next; a segment has some length.
    const std::int64_t earliest = after_time && !after_pair ? *last_time : *last_time + 1;
    Suppress(logits, first, std::min(earliest, end));
  }
  const std::span<const float> times = logits.subspan(static_cast<std::size_t>(first));
  const float most_probable = std::ranges::max(logits.first(static_cast<std::size_t>(first)));
  if (LogSumExp(times) > most_probable) Suppress(logits, 0, first);
}

}  // namespace klay
