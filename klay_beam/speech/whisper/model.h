#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "klay_beam/inference/onnx_session.h"
#include "klay_beam/speech/whisper/config.h"
#include "klay_beam/speech/whisper/decoder.h"
#include "klay_beam/speech/whisper/features.h"
#include "klay_beam/speech/whisper/vocabulary.h"

namespace klay {

/// A clip: up to 30 s of 16 kHz mono.
using WhisperClip = std::span<const float>;

/// A trained Whisper (Radford et al. 2022), loaded once and shared by its copies. Const functions
/// may be called by many threads at once.
class WhisperModel {
 public:
  /// Loads the folder that bin/convert_whisper wrote: encoder.onnx, decoder.onnx, model.json and
  /// vocabulary. Throws as ReadWhisperConfig, WhisperVocabulary::Read and OnnxSession.
  explicit WhisperModel(const std::string& folder, const OnnxSessionOptions& options = {});

  const WhisperConfig& config() const;
  const WhisperVocabulary& vocabulary() const;
  const OnnxSession& decoder() const;

  /// Samples of the longest clip.
  std::size_t max_samples() const;

  /// Listens to the clips. Throws invalid_argument when one is longer than max_samples() or has
  /// samples that are infinite or not a number, and as OnnxSession::Run.
  WhisperEncoding Encode(std::span<const WhisperClip> clips) const;

 private:
  struct Loaded;
  std::shared_ptr<const Loaded> loaded_;
};

/// The language of a clip, and how probable it is among all that the model knows.
struct WhisperSpokenLanguage {
  std::string code;
  double probability;
};

/// The most probable language of each clip; English for models that know no other.
std::vector<WhisperSpokenLanguage> DetectLanguages(const WhisperModel& model,
                                                   const WhisperEncoding& encoding);

}  // namespace klay
