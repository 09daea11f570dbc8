#include "klay_beam/speech/silero_vad.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace klay {
namespace {

constexpr std::size_t kWindow = SileroVad::kWindow;
constexpr std::size_t kContext = 64;  // Samples of the window before that the model takes as well.
constexpr std::size_t kMemory = 128;
constexpr std::size_t kWindowsARun = 64;

Tensor MemoryTensor(std::vector<float> values) {
  return Tensor({1, 1, static_cast<std::int64_t>(kMemory)}, std::move(values));
}

std::vector<float> ToVector(const Tensor& tensor) {
  const std::span<const float> values = tensor.values<float>();
  return {values.begin(), values.end()};
}

}  // namespace

SileroVad::SileroVad(const std::string& folder, const OnnxSessionOptions& options)
    : session_(std::make_shared<OnnxSession>(folder + "/silero_vad_16k_sequence.onnx", options)) {}

SpeechProbabilities::SpeechProbabilities(SileroVad model) : model_(std::move(model)) {
  Reset();
}

void SpeechProbabilities::Add(std::span<const float> samples) {
  frames_ += static_cast<std::int64_t>(samples.size());
  while (!samples.empty()) {
    const std::size_t count = std::min(samples.size(), kWindowsARun * kWindow - waiting_.size());
    std::ranges::transform(samples.first(count), std::back_inserter(waiting_),
                           [](float sample) { return std::isfinite(sample) ? sample : 0; });
    samples = samples.subspan(count);
    if (waiting_.size() == kWindowsARun * kWindow) RunModel();
  }
}

std::vector<float> SpeechProbabilities::Finish() {
  if (!waiting_.empty()) {
    waiting_.resize((waiting_.size() + kWindow - 1) / kWindow * kWindow);
    RunModel();
  }
  std::vector<float> probabilities = std::move(probabilities_);
  Reset();
  return probabilities;
}

void SpeechProbabilities::Reset() {
  frames_ = 0;
  context_.assign(kContext, 0);
  waiting_.clear();
  hidden_.assign(kMemory, 0);
  cell_.assign(kMemory, 0);
  probabilities_.clear();
}

void SpeechProbabilities::RunModel() {
  std::vector<float> input;
  input.reserve(waiting_.size() / kWindow * (kContext + kWindow));
  for (auto window = waiting_.begin(); window != waiting_.end(); window += kWindow) {
    input.insert(input.end(), context_.begin(), context_.end());
    input.insert(input.end(), window, window + kWindow);
    context_.assign(window + kWindow - kContext, window + kWindow);
  }
  const auto windows = static_cast<std::int64_t>(waiting_.size() / kWindow);
  waiting_.clear();
  const std::vector<Tensor> outputs = model_.session().Run(
      {{"input",
        Tensor({windows, static_cast<std::int64_t>(kContext + kWindow)}, std::move(input))},
       {"h", MemoryTensor(std::move(hidden_))},
       {"c", MemoryTensor(std::move(cell_))}},
      {"speech_probs", "hn", "cn"});
  const std::span<const float> found = outputs[0].values<float>();
  probabilities_.insert(probabilities_.end(), found.begin(), found.end());
  hidden_ = ToVector(outputs[1]);
  cell_ = ToVector(outputs[2]);
}

}  // namespace klay
