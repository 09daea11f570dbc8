#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "klay_beam/speech/whisper/hypotheses.h"
#include "klay_beam/speech/whisper/model.h"
#include "klay_beam/speech/whisper/transcript.h"

namespace klay {

/// How clips are transcribed. The defaults are faster-whisper's.
struct WhisperOptions {
  /// The code of the language that is spoken ("de"); what the model hears when absent.
  std::optional<std::string> language = std::nullopt;
  bool translate = false;  ///< Into English.
  bool timestamps = true;  ///< Looks for segments with times; otherwise a clip is one segment.
  bool word_times = true;  ///< Gives segments their words.
  WhisperSearchOptions search = {};  ///< Its temperature is not read.
  /// Tried in this order until a text passes. Texts fail that repeat themselves or are too
  /// improbable; that nobody speaks is no failure.
  std::vector<float> temperatures = {0, 0.2F, 0.4F, 0.6F, 0.8F, 1};
  double max_compression_ratio = 2.4;
  double min_average_log_probability = -1;
  /// Above it, and with an improbable text, nobody speaks: there are no segments.
  double max_no_speech_probability = 0.6;
};

/// Transcribes clips, all at once: what each step of the model costs is shared between them. The
/// transcript of a clip does not depend on which others are with it, but for rounding.
///
/// Throws invalid_argument for options that make no sense or a language that the model does not
/// know, and as WhisperModel::Encode.
std::vector<WhisperTranscript> TranscribeClips(const WhisperModel& model,
                                               std::span<const WhisperClip> clips,
                                               const WhisperOptions& options = {});

}  // namespace klay
