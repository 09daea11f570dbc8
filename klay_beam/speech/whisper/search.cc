#include "klay_beam/speech/whisper/search.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <string>
#include <utility>

#include "beam/base/error.h"
#include "klay_beam/speech/whisper/log_sum_exp.h"
#include "klay_beam/speech/whisper/rules.h"

namespace klay {
namespace {

/// One search, from its prompts to its texts.
class Search {
 public:
  Search(const OnnxSession& session, const WhisperConfig& config, const WhisperEncoding& encoding,
         const WhisperSearchOptions& options, bool timestamps, std::size_t clips)
      : config_(config),
        rules_(config, timestamps),
        decoder_(session, config, encoding),
        results_(clips),
        present_(clips) {
    std::iota(present_.begin(), present_.end(), 0);
    for (std::size_t i = 0; i < clips; ++i) {
      hypotheses_.push_back(MakeWhisperHypotheses(config, rules_, options));
    }
  }

  std::vector<WhisperText> Run(std::span<const std::vector<std::int64_t>> prompts) {
    Begin(prompts);
    while (DropFinished()) Step();
    for (std::size_t i = 0; i < results_.size(); ++i) results_[i].text = hypotheses_[i]->Best();
    return std::move(results_);
  }

 private:
  std::size_t vocabulary() const { return static_cast<std::size_t>(config_.vocabulary_size); }

  /// The prompts, a row each. The first token's logits tell whether anybody speaks.
  void Begin(std::span<const std::vector<std::int64_t>> prompts) {
    WhisperDecoder::Input input;
    for (const auto& prompt : prompts) {
      input.tokens.insert(input.tokens.end(), prompt.begin(), prompt.end());
    }
    input.parents.resize(prompts.size());
    std::iota(input.parents.begin(), input.parents.end(), 0);
    input.logits_at = {0, std::ssize(prompts[0]) - 1};
    const Tensor logits = decoder_.Step(std::move(input));
    for (std::size_t i = 0; i < prompts.size(); ++i) {
      const auto at_begin = logits.values<float>().subspan(2 * i * vocabulary(), vocabulary());
      const float no_speech = at_begin[static_cast<std::size_t>(config_.special.no_speech)];
      results_[i].no_speech_probability = std::exp(no_speech - LogSumExp(at_begin));
      Advance(i, logits.values<float>().subspan((2 * i + 1) * vocabulary(), vocabulary()));
    }
  }

  void Advance(std::size_t clip, std::span<const float> logits) {
    scratch_.assign(logits.begin(), logits.end());
    hypotheses_[clip]->Advance(scratch_);
  }

  /// Takes clips that are done out of the decoder when they are a quarter of all: it costs about as
  /// much as a step. Until then their rows run along. False when none is left.
  bool DropFinished() {
    std::vector<std::int64_t> kept;
    for (std::size_t place = 0; place < present_.size(); ++place) {
      if (!hypotheses_[present_[place]]->done()) kept.push_back(static_cast<std::int64_t>(place));
    }
    const bool worth_it = 4 * kept.size() <= 3 * present_.size();
    first_row_.resize(present_.size());
    std::iota(first_row_.begin(), first_row_.end(), 0);
    for (std::int64_t& row : first_row_) row *= rows_;
    if (kept.empty() || kept.size() == present_.size() || !worth_it) return !kept.empty();
    decoder_.KeepClips(kept);
    for (std::size_t i = 0; i < kept.size(); ++i) {
      present_[i] = present_[static_cast<std::size_t>(kept[i])];
      first_row_[i] = first_row_[static_cast<std::size_t>(kept[i])];
    }
    present_.resize(kept.size());
    first_row_.resize(kept.size());
    return true;
  }

  void Step() {
    WhisperDecoder::Input input;
    input.logits_at = {0};
    for (std::size_t place = 0; place < present_.size(); ++place) {
      const WhisperHypotheses& clip = *hypotheses_[present_[place]];
      for (int row = 0; row < clip.rows(); ++row) {
        const auto i = static_cast<std::size_t>(row);
        const bool goes_on = !clip.done();
        input.tokens.push_back(goes_on ? clip.tokens()[i] : config_.special.end_of_text);
        input.parents.push_back(first_row_[place] + (goes_on ? clip.parents()[i] : 0));
      }
    }
    rows_ = hypotheses_[0]->rows();
    const Tensor logits = decoder_.Step(std::move(input));
    const std::size_t each = static_cast<std::size_t>(rows_) * vocabulary();
    for (std::size_t place = 0; place < present_.size(); ++place) {
      if (hypotheses_[present_[place]]->done()) continue;
      Advance(present_[place], logits.values<float>().subspan(place * each, each));
    }
  }

  const WhisperConfig& config_;
  const WhisperRules rules_;
  WhisperDecoder decoder_;
  std::vector<WhisperText> results_;
  std::vector<std::unique_ptr<WhisperHypotheses>> hypotheses_;
  std::vector<std::size_t> present_;     ///< The clips that the decoder still has.
  std::vector<std::int64_t> first_row_;  ///< Of each of those, in the decoder's last step.
  std::int64_t rows_ = 1;                ///< Of each clip in the decoder's last step.
  std::vector<float> scratch_;
};

}  // namespace

std::vector<WhisperText> SearchWhisperTexts(const OnnxSession& decoder, const WhisperConfig& config,
                                            const WhisperEncoding& encoding,
                                            std::span<const std::vector<std::int64_t>> prompts,
                                            const WhisperSearchOptions& options) {
  if (prompts.empty()) return {};
  for (const auto& prompt : prompts) {
    if (prompt.empty() || prompt.size() != prompts[0].size() ||
        std::ssize(prompt) + options.max_tokens > config.max_tokens) {
      throw beam::Error(beam::ErrorCode::kInvalidArgument,
                        "prompts are equally long, and leave room for max_tokens: found " +
                            std::to_string(prompts[0].size()) + " and " +
                            std::to_string(prompt.size()) + " tokens, max_tokens " +
                            std::to_string(options.max_tokens) + " of " +
                            std::to_string(config.max_tokens));
    }
  }
  const bool timestamps = prompts[0].back() != config.special.no_timestamps;
  Search search(decoder, config, encoding, options, timestamps, prompts.size());
  return search.Run(prompts);
}

}  // namespace klay
