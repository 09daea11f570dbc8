#include "klay_beam/speech/whisper/model.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "beam/base/error.h"
#include "klay_beam/speech/whisper/log_sum_exp.h"

namespace klay {

struct WhisperModel::Loaded {
  Loaded(const std::string& folder, const OnnxSessionOptions& options)
      : config(ReadWhisperConfig(folder + "/model.json")),
        vocabulary(WhisperVocabulary::Read(folder + "/vocabulary")),
        features(static_cast<int>(config.mel_bands)),
        encoder(folder + "/encoder.onnx", options),
        decoder(folder + "/decoder.onnx", options) {
    for (std::int64_t i = 0; i < config.layers; ++i) {
      encoder_outputs.push_back("cross_key_" + std::to_string(i));
      encoder_outputs.push_back("cross_value_" + std::to_string(i));
    }
  }

  /// Frames of features that the encoder takes: two a step.
  std::int64_t frames() const { return 2 * config.encoder_steps; }

  WhisperConfig config;
  WhisperVocabulary vocabulary;
  WhisperFeatures features;
  OnnxSession encoder;
  OnnxSession decoder;
  std::vector<std::string> encoder_outputs;
};

namespace {

/// Encodings of one clip each as one of all. What has been copied is given up, since clips have
/// tens of megabytes each.
WhisperEncoding Joined(std::vector<WhisperEncoding> encodings) {
  if (encodings.size() == 1) return std::move(encodings[0]);
  WhisperEncoding joined;
  for (std::size_t i = 0; i < encodings[0].size(); ++i) {
    std::vector<float> values;
    std::vector<std::int64_t> shape = encodings[0][i].value.shape();
    values.reserve(encodings.size() * encodings[0][i].value.size());
    for (WhisperEncoding& one : encodings) {
      const auto items = one[i].value.values<float>();
      values.insert(values.end(), items.begin(), items.end());
      one[i].value = Tensor();
    }
    shape[0] = std::ssize(encodings);
    joined.push_back({.name = encodings[0][i].name, .value = Tensor(shape, std::move(values))});
  }
  return joined;
}

}  // namespace

WhisperModel::WhisperModel(const std::string& folder, const OnnxSessionOptions& options)
    : loaded_(std::make_shared<const Loaded>(folder, options)) {}

const WhisperConfig& WhisperModel::config() const {
  return loaded_->config;
}
const WhisperVocabulary& WhisperModel::vocabulary() const {
  return loaded_->vocabulary;
}
const OnnxSession& WhisperModel::decoder() const {
  return loaded_->decoder;
}

std::size_t WhisperModel::max_samples() const {
  return static_cast<std::size_t>(loaded_->frames() * WhisperFeatures::kHop);
}

WhisperEncoding WhisperModel::Encode(std::span<const WhisperClip> clips) const {
  // One after the other: each keeps all threads busy, and together they would need more memory.
  std::vector<WhisperEncoding> encodings;
  const std::int64_t frames = loaded_->frames();
  for (const WhisperClip& clip : clips) {
    if (clip.size() > max_samples()) {
      throw beam::Error(beam::ErrorCode::kInvalidArgument,
                        "a clip is too long for the model: expected at most " +
                            std::to_string(max_samples()) + " samples, found " +
                            std::to_string(clip.size()));
    }
    std::vector<float> mel(static_cast<std::size_t>(config().mel_bands * frames));
    loaded_->features.Write(clip, frames, mel);
    const Tensor input({1, config().mel_bands, frames}, std::move(mel));
    std::vector<Tensor> outputs =
        loaded_->encoder.Run({{.name = "mel", .value = input}}, loaded_->encoder_outputs);
    WhisperEncoding encoding;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      encoding.push_back({.name = loaded_->encoder_outputs[i], .value = std::move(outputs[i])});
    }
    encodings.push_back(std::move(encoding));
  }
  return encodings.empty() ? WhisperEncoding() : Joined(std::move(encodings));
}

std::vector<WhisperSpokenLanguage> DetectLanguages(const WhisperModel& model,
                                                   const WhisperEncoding& encoding) {
  if (encoding.empty()) return {};
  const WhisperConfig& config = model.config();
  const auto clips = static_cast<std::size_t>(encoding[0].value.shape()[0]);
  if (!config.multilingual()) {
    return std::vector<WhisperSpokenLanguage>(clips, {.code = "en", .probability = 1});
  }
  WhisperDecoder::Input input = {.tokens = std::vector(clips, config.special.start_of_transcript),
                                 .parents = std::vector<std::int64_t>(clips),
                                 .logits_at = {0}};
  std::iota(input.parents.begin(), input.parents.end(), 0);
  const Tensor logits = WhisperDecoder(model.decoder(), config, encoding).Step(std::move(input));
  std::vector<WhisperSpokenLanguage> spoken;
  for (std::size_t i = 0; i < clips; ++i) {
    const auto size = static_cast<std::size_t>(config.vocabulary_size);
    std::vector<float> of_languages;
    for (const WhisperLanguage& language : config.languages) {
      of_languages.push_back(
          logits.values<float>()[i * size + static_cast<std::size_t>(language.token)]);
    }
    const auto best = std::ranges::max_element(of_languages);
    spoken.push_back(
        {.code = config.languages[static_cast<std::size_t>(best - of_languages.begin())].code,
         .probability = std::exp(*best - LogSumExp(of_languages))});
  }
  return spoken;
}

}  // namespace klay
