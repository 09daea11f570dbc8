#include "klay_beam/speech/whisper/decoder.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace klay {
namespace {

/// The items of these indices along the first axis.
Tensor Select(const Tensor& tensor, std::span<const std::int64_t> indices) {
  std::vector<std::int64_t> shape = tensor.shape();
  const std::span<const float> all = tensor.values<float>();
  const std::size_t each =
      all.size() / static_cast<std::size_t>(std::max<std::int64_t>(shape[0], 1));
  shape[0] = static_cast<std::int64_t>(indices.size());
  std::vector<float> selected;
  selected.reserve(indices.size() * each);
  for (const std::int64_t index : indices) {
    const auto item = all.subspan(static_cast<std::size_t>(index) * each, each);
    selected.insert(selected.end(), item.begin(), item.end());
  }
  return Tensor(std::move(shape), std::move(selected));
}

}  // namespace

WhisperEncoding SelectClips(const WhisperEncoding& encoding, std::span<const std::int64_t> clips) {
  WhisperEncoding selected;
  for (const NamedTensor& tensor : encoding) {
    selected.push_back({.name = tensor.name, .value = Select(tensor.value, clips)});
  }
  return selected;
}

WhisperDecoder::WhisperDecoder(const OnnxSession& session, const WhisperConfig& config,
                               WhisperEncoding encoding)
    : session_(session), encoding_(std::move(encoding)) {
  // The first step's parents are the clips: an empty past for each of them.
  const std::int64_t clips = encoding_.front().value.shape()[0];
  const std::int64_t size = config.width / config.heads;
  for (std::int64_t i = 0; i < config.layers; ++i) {
    const std::string layer = std::to_string(i);
    past_.push_back({.name = "past_key_" + layer,
                     .value = Tensor({clips, config.heads, size, 0}, std::vector<float>())});
    past_.push_back({.name = "past_value_" + layer,
                     .value = Tensor({clips, config.heads, 0, size}, std::vector<float>())});
    present_names_.push_back("present_key_" + layer);
    present_names_.push_back("present_value_" + layer);
  }
}

std::vector<Tensor> WhisperDecoder::Run(Input input, std::vector<std::string> wanted) {
  const auto rows = static_cast<std::int64_t>(input.parents.size());
  const auto each = static_cast<std::int64_t>(input.tokens.size()) / rows;
  const auto num_logits = static_cast<std::int64_t>(input.logits_at.size());
  std::vector<NamedTensor> inputs = encoding_;
  std::ranges::copy(past_, std::back_inserter(inputs));
  inputs.push_back({.name = "tokens", .value = Tensor({rows, each}, std::move(input.tokens))});
  inputs.push_back({.name = "parents", .value = Tensor({rows}, std::move(input.parents))});
  inputs.push_back(
      {.name = "logits_at", .value = Tensor({num_logits}, std::move(input.logits_at))});
  const std::size_t first_present = wanted.size();
  std::ranges::copy(present_names_, std::back_inserter(wanted));
  std::vector<Tensor> outputs = session_.Run(inputs, wanted);
  for (std::size_t i = 0; i < past_.size(); ++i) {
    past_[i].value = std::move(outputs[first_present + i]);
  }
  outputs.resize(first_present);
  return outputs;
}

Tensor WhisperDecoder::Step(Input input) {
  return Run(std::move(input), {"logits"})[0];
}

WhisperDecoder::Attended WhisperDecoder::StepWithAttention(Input input) {
  std::vector<Tensor> outputs = Run(std::move(input), {"logits", "cross_attention"});
  return {.logits = std::move(outputs[0]), .attention = std::move(outputs[1])};
}

void WhisperDecoder::KeepClips(std::span<const std::int64_t> clips) {
  for (NamedTensor& tensor : encoding_) tensor.value = Select(tensor.value, clips);
}

}  // namespace klay
