#include "klay_beam/speech/whisper/word_times.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "klay_beam/speech/whisper/alignment.h"
#include "klay_beam/speech/whisper/log_sum_exp.h"

namespace klay {
namespace {

constexpr double kSecondsAStep = 0.02;

/// The probability of each token of `text` behind those before it, among tokens of text.
std::vector<double> Probabilities(const WhisperConfig& config, const Tensor& logits,
                                  std::span<const std::int64_t> text) {
  const auto size = static_cast<std::size_t>(config.vocabulary_size);
  const auto only_text = static_cast<std::size_t>(config.special.end_of_text);
  std::vector<double> probabilities;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto row = logits.values<float>().subspan(i * size, only_text);
    probabilities.push_back(std::exp(row[static_cast<std::size_t>(text[i])] - LogSumExp(row)));
  }
  return probabilities;
}

/// The words of a text by where its tokens begin, one more than there are, and their probabilities.
std::vector<AlignedWord> WordsOf(const std::vector<WhisperWordTokens>& words,
                                 std::span<const std::size_t> begins,
                                 std::span<const double> probabilities) {
  std::vector<AlignedWord> aligned;
  std::size_t at = 0;
  for (const WhisperWordTokens& word : words) {
    const std::size_t count = word.tokens.size();
    const auto theirs = probabilities.subspan(at, count);
    aligned.push_back(
        {.text = word.text,
         .tokens = count,
         .start = static_cast<double>(begins[at]) * kSecondsAStep,
         .end = static_cast<double>(begins[at + count]) * kSecondsAStep,
         .probability = std::reduce(theirs.begin(), theirs.end()) / static_cast<double>(count)});
    at += count;
  }
  return aligned;
}

}  // namespace

std::vector<AlignedWord> AlignWords(const WhisperModel& model, const WhisperEncoding& encoding,
                                    std::span<const std::int64_t> prompt,
                                    std::span<const std::int64_t> text, std::string_view language,
                                    double seconds) {
  const WhisperConfig& config = model.config();
  if (text.empty()) return {};
  WhisperDecoder::Input input;
  std::ranges::copy(prompt, std::back_inserter(input.tokens));
  std::ranges::copy(text, std::back_inserter(input.tokens));
  input.tokens.push_back(config.special.end_of_text);
  const std::size_t num_tokens = input.tokens.size();
  input.parents = {0};
  input.logits_at.resize(text.size());
  std::iota(input.logits_at.begin(), input.logits_at.end(), std::ssize(prompt) - 1);
  WhisperDecoder decoder(model.decoder(), config, encoding);
  const auto [logits, attention] = decoder.StepWithAttention(std::move(input));

  const auto heard =
      static_cast<std::size_t>(std::llround(std::floor(seconds / kSecondsAStep + 1e-6)));
  const std::size_t steps =
      std::clamp<std::size_t>(heard, 1, static_cast<std::size_t>(config.encoder_steps));
  const std::vector<float> scores =
      AlignmentScores({.values = attention.values<float>(),
                       .heads = static_cast<std::size_t>(config.alignment_heads),
                       .tokens = num_tokens,
                       .steps = static_cast<std::size_t>(config.encoder_steps)},
                      steps);
  // A token's attention stands behind the token before it: the prompt's last one tells when the
  // text begins, the text's last one when it ends.
  const std::size_t rows = text.size() + 1;
  const auto of_text = std::span(scores).subspan((prompt.size() - 1) * steps, rows * steps);
  return WordsOf(model.vocabulary().SplitIntoWords(text, language),
                 WarpOntoSteps(of_text, rows, steps), Probabilities(config, logits, text));
}

}  // namespace klay
