#include "klay_beam/speech/whisper/fallback.h"

#include <zlib.h>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include "beam/base/error.h"

namespace klay {
namespace {

constexpr std::size_t kEndlessRepeats = 5;

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\n\v\f\r";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) + 1 - begin);
}

WhisperRatedText Rated(const WhisperModel& model, const WhisperText& found, float temperature) {
  const std::vector<std::int64_t>& tokens = found.text.tokens;
  return {.tokens = tokens,
          .average_log_probability =
              found.text.log_probability / static_cast<double>(tokens.size() + 1),
          .no_speech_probability = found.no_speech_probability,
          .temperature = temperature,
          .compression_ratio = CompressionRatio(Trimmed(model.vocabulary().Text(tokens)))};
}

bool RepeatsItself(const WhisperRatedText& text, const WhisperOptions& options) {
  return text.compression_ratio > options.max_compression_ratio;
}

bool Passes(const WhisperRatedText& text, const WhisperOptions& options) {
  const bool improbable = text.average_log_probability < options.min_average_log_probability;
  if (improbable && text.no_speech_probability > options.max_no_speech_probability) return true;
  return !improbable && !RepeatsItself(text, options);
}

/// The best of the texts that all failed.
WhisperRatedText BestOf(const WhisperModel& model, std::vector<WhisperRatedText> texts,
                        const WhisperOptions& options) {
  auto repeats = [&](const WhisperRatedText& text) { return RepeatsItself(text, options); };
  const bool all_repeat = std::ranges::all_of(texts, repeats);
  if (!all_repeat) std::erase_if(texts, repeats);
  WhisperRatedText best =
      *std::ranges::max_element(texts, {}, &WhisperRatedText::average_log_probability);
  if (all_repeat) {
    const auto kept = WithoutEndlessEnd(best.tokens);
    best.tokens.resize(kept.size());
    best.compression_ratio = CompressionRatio(Trimmed(model.vocabulary().Text(best.tokens)));
  }
  return best;
}

}  // namespace

double CompressionRatio(std::string_view text) {
  uLongf size = compressBound(text.size());
  std::vector<Bytef> compressed(size);
  const auto* bytes = reinterpret_cast<const Bytef*>(text.data());
  const int status = compress(compressed.data(), &size, bytes, text.size());
  if (status != Z_OK) {
    throw beam::Error(beam::ErrorCode::kInternal,
                      "zlib did not compress a text: status " + std::to_string(status));
  }
  return static_cast<double>(text.size()) / static_cast<double>(size);
}

std::span<const std::int64_t> WithoutEndlessEnd(std::span<const std::int64_t> tokens) {
  for (std::size_t period = 1; period * kEndlessRepeats <= tokens.size(); ++period) {
    std::size_t repeated = 0;  // Tokens at the end that are those one period before.
    while (repeated + period < tokens.size() &&
           tokens[tokens.size() - 1 - repeated] == tokens[tokens.size() - 1 - repeated - period]) {
      ++repeated;
    }
    // One that is said n times is repeated n - 1 times, and may be cut off in the middle.
    if (repeated >= (kEndlessRepeats - 1) * period) return tokens.first(tokens.size() - repeated);
  }
  return tokens;
}

std::vector<WhisperRatedText> SearchWithFallback(const WhisperModel& model,
                                                 const WhisperEncoding& encoding,
                                                 std::span<const std::vector<std::int64_t>> prompts,
                                                 const WhisperOptions& options) {
  std::vector<std::vector<WhisperRatedText>> tried(prompts.size());
  std::vector<std::int64_t> pending(prompts.size());
  std::iota(pending.begin(), pending.end(), 0);
  WhisperSearchOptions search = options.search;
  // The text is read once more for its words' times, with two tokens that end prompt and text.
  const std::int64_t room = model.config().max_tokens - std::ssize(prompts[0]) - 2;
  search.max_tokens = std::min(search.max_tokens, room);
  for (const float temperature : options.temperatures) {
    if (pending.empty()) break;
    search.temperature = temperature;
    std::vector<std::vector<std::int64_t>> their_prompts;
    for (const std::int64_t i : pending) their_prompts.push_back(prompts[static_cast<size_t>(i)]);
    const bool all = pending.size() == prompts.size();
    const std::vector<WhisperText> found =
        SearchWhisperTexts(model.decoder(), model.config(),
                           all ? encoding : SelectClips(encoding, pending), their_prompts, search);
    std::vector<std::int64_t> failed;
    for (std::size_t i = 0; i < found.size(); ++i) {
      auto& texts = tried[static_cast<std::size_t>(pending[i])];
      texts.push_back(Rated(model, found[i], temperature));
      if (!Passes(texts.back(), options)) failed.push_back(pending[i]);
    }
    pending = std::move(failed);
  }
  std::vector<WhisperRatedText> chosen;
  for (auto& texts : tried) {
    const bool passed = Passes(texts.back(), options);
    chosen.push_back(passed ? texts.back() : BestOf(model, std::move(texts), options));
  }
  return chosen;
}

bool IsNoSpeech(const WhisperRatedText& text, const WhisperOptions& options) {
  return text.no_speech_probability > options.max_no_speech_probability &&
         text.average_log_probability <= options.min_average_log_probability;
}

}  // namespace klay
