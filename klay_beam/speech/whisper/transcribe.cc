#include "klay_beam/speech/whisper/transcribe.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "beam/base/error.h"
#include "klay_beam/speech/whisper/fallback.h"
#include "klay_beam/speech/whisper/segments.h"
#include "klay_beam/speech/whisper/word_times.h"

namespace klay {
namespace {

using Prompt = std::vector<std::int64_t>;

void Check(const WhisperModel& model, const WhisperOptions& options) {
  if (options.temperatures.empty()) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "a temperature is needed to look for a text, found none");
  }
  const WhisperConfig& config = model.config();
  const bool known = !options.language.has_value() ||
                     (config.multilingual() ? config.LanguageToken(*options.language).has_value()
                                            : *options.language == "en");
  if (!known) {
    throw beam::Error(
        beam::ErrorCode::kInvalidArgument,
        "the model does not know the language (codes are as en, de): found " + *options.language);
  }
  if (options.translate && !config.multilingual()) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "a model of English only has nothing to translate");
  }
}

std::vector<WhisperSpokenLanguage> Languages(const WhisperModel& model,
                                             const WhisperEncoding& encoding, std::size_t clips,
                                             const WhisperOptions& options) {
  if (!options.language.has_value()) return DetectLanguages(model, encoding);
  return std::vector<WhisperSpokenLanguage>(clips, {.code = *options.language, .probability = 1});
}

/// What stands in front of a text: its language, the task and, for a text without, that it has no
/// times.
Prompt PromptFor(const WhisperConfig& config, const std::string& language, bool translate,
                 bool timestamps) {
  Prompt prompt = {config.special.start_of_transcript};
  if (config.multilingual()) {
    prompt.push_back(*config.LanguageToken(language));
    prompt.push_back(translate ? config.special.translate : config.special.transcribe);
  }
  if (!timestamps) prompt.push_back(config.special.no_timestamps);
  return prompt;
}

Prompt TextOf(const WhisperConfig& config, std::span<const std::int64_t> tokens) {
  Prompt text;
  std::ranges::copy_if(tokens, std::back_inserter(text),
                       [&](std::int64_t token) { return token < config.special.end_of_text; });
  return text;
}

std::vector<WhisperSegment> SegmentsOf(const WhisperModel& model, const WhisperRatedText& text,
                                       double seconds) {
  std::vector<WhisperSegment> segments;
  for (WhisperTokenSegment& part : SplitAtTimestamps(model.config(), text.tokens, seconds)) {
    std::string words = model.vocabulary().Text(part.tokens);
    if (words.find_first_not_of(" \t\n\v\f\r") == std::string::npos) continue;
    segments.push_back({.start = part.start,
                        .end = part.end,
                        .text = std::move(words),
                        .tokens = std::move(part.tokens),
                        .average_log_probability = text.average_log_probability,
                        .no_speech_probability = text.no_speech_probability,
                        .temperature = text.temperature,
                        .compression_ratio = text.compression_ratio,
                        .words = {}});
  }
  return segments;
}

void GiveWordTimes(const WhisperModel& model, const WhisperEncoding& encoding,
                   const std::string& language, bool translate, double seconds,
                   std::vector<WhisperSegment>& segments) {
  Prompt text;
  std::vector<std::size_t> counts;
  for (const WhisperSegment& segment : segments) {
    const Prompt part = TextOf(model.config(), segment.tokens);
    text.insert(text.end(), part.begin(), part.end());
    counts.push_back(part.size());
  }
  const Prompt prompt = PromptFor(model.config(), language, translate, false);
  std::vector<AlignedWord> words = AlignWords(model, encoding, prompt, text, language, seconds);
  const WordPace pace = PaceOf(words);
  ShortenAtSentenceEnds(words, pace);
  MergePunctuation(words);
  GiveWordsToSegments(words, pace, counts, segments);
}

}  // namespace

std::vector<WhisperTranscript> TranscribeClips(const WhisperModel& model,
                                               std::span<const WhisperClip> clips,
                                               const WhisperOptions& options) {
  Check(model, options);
  if (clips.empty()) return {};
  const WhisperEncoding encoding = model.Encode(clips);
  const auto languages = Languages(model, encoding, clips.size(), options);
  std::vector<Prompt> prompts;
  for (const WhisperSpokenLanguage& language : languages) {
    prompts.push_back(
        PromptFor(model.config(), language.code, options.translate, options.timestamps));
  }
  const auto texts = SearchWithFallback(model, encoding, prompts, options);
  std::vector<WhisperTranscript> transcripts;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    const double seconds = static_cast<double>(clips[i].size()) / WhisperFeatures::kSampleRate;
    WhisperTranscript transcript = {.language = languages[i].code,
                                    .language_probability = languages[i].probability,
                                    .segments = {}};
    if (!IsNoSpeech(texts[i], options)) {
      transcript.segments = SegmentsOf(model, texts[i], seconds);
      if (options.word_times && !transcript.segments.empty()) {
        const std::int64_t only[] = {static_cast<std::int64_t>(i)};
        const bool alone = clips.size() == 1;
        GiveWordTimes(model, alone ? encoding : SelectClips(encoding, only), languages[i].code,
                      options.translate, seconds, transcript.segments);
      }
    }
    transcripts.push_back(std::move(transcript));
  }
  return transcripts;
}

}  // namespace klay
