#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "klay_beam/inference/onnx_session.h"
#include "klay_beam/inference/tensor.h"
#include "klay_beam/speech/whisper/config.h"

namespace klay {

/// What the encoder makes of clips: for each layer of the decoder the keys and the values that its
/// cross attention reads, [clips, heads, ...] each.
using WhisperEncoding = std::vector<NamedTensor>;

/// The encoding of the clips with these indices only.
WhisperEncoding SelectClips(const WhisperEncoding& encoding, std::span<const std::int64_t> clips);

/// One run of Whisper's decoder: rows of tokens that grow, the same number for each clip and side
/// by side, with the keys and values of all tokens so far.
class WhisperDecoder {
 public:
  /// What Step puts in.
  struct Input {
    /// rows x (tokens / rows): what comes next in each row.
    std::vector<std::int64_t> tokens;
    /// The row of the step before that each row goes on from.
    std::vector<std::int64_t> parents;
    /// Which of the new tokens logits are wanted behind.
    std::vector<std::int64_t> logits_at;
  };

  /// `session` must outlive the decoder.
  WhisperDecoder(const OnnxSession& session, const WhisperConfig& config, WhisperEncoding encoding);

  /// The logits, [rows, logits_at, vocabulary]. In the first step parents count.
  Tensor Step(Input input);

  /// As Step, and how much each token attends to each time: [rows, alignment heads, tokens,
  /// encoder_steps].
  struct Attended {
    Tensor logits;
    Tensor attention;
  };
  Attended StepWithAttention(Input input);

  /// Goes on with the clips of these indices only; the next step's rows are theirs.
  void KeepClips(std::span<const std::int64_t> clips);

 private:
  std::vector<Tensor> Run(Input input, std::vector<std::string> wanted);

  const OnnxSession& session_;
  WhisperEncoding encoding_;
  std::vector<NamedTensor> past_;
  std::vector<std::string> present_names_;
};

}  // namespace klay
