#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "klay_beam/inference/onnx_session.h"

namespace klay {

/// Silero's voice activity detector (`bin/models silero-vad`), loaded. A copy is a pointer, and all
/// threads may use one.
class SileroVad {
 public:
  /// Samples that one probability is of, at kSpeechRate: 32 ms.
  static constexpr int kWindow = 512;

  /// Loads the model in `folder`. Throws as OnnxSession does.
  explicit SileroVad(const std::string& folder, const OnnxSessionOptions& options = {});

  const OnnxSession& session() const { return *session_; }

 private:
  std::shared_ptr<const OnnxSession> session_;
};

/// How probable it is that each window of a recording has speech. The sound comes in blocks of any
/// size, which change nothing, and is not kept.
class SpeechProbabilities {
 public:
  explicit SpeechProbabilities(SileroVad model);

  /// The recording's next samples: mono at kSpeechRate, nominally in [-1, 1]. What is no number or
  /// infinite counts as silence, since the model would never hear anything again.
  void Add(std::span<const float> samples);

  /// Ends the recording: a probability for each window of SileroVad::kWindow samples, the last of
  /// them filled up with silence. The next Add begins another recording.
  std::vector<float> Finish();

  /// Samples added so far.
  std::int64_t frames() const { return frames_; }

 private:
  /// Forgets the recording.
  void Reset();
  /// Runs the model over the windows that are ready.
  void RunModel();

  SileroVad model_;
  std::int64_t frames_ = 0;
  std::vector<float> context_;        ///< The end of the window before.
  std::vector<float> waiting_;        ///< Less than the windows that one run takes.
  std::vector<float> hidden_;         ///< The network's memory,
  std::vector<float> cell_;           ///< of two kinds.
  std::vector<float> probabilities_;  ///< 0.45 MB an hour.
};

}  // namespace klay
