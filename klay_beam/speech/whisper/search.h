#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "klay_beam/inference/onnx_session.h"
#include "klay_beam/speech/whisper/config.h"
#include "klay_beam/speech/whisper/decoder.h"
#include "klay_beam/speech/whisper/hypotheses.h"

namespace klay {

/// The text of a clip.
struct WhisperText {
  WhisperHypothesis text;
  float no_speech_probability = 0;  ///< By the model: that nobody speaks in the clip.
};

/// Looks for the texts of all clips of an encoding at once: each step of the decoder serves all of
/// their hypotheses. Clips whose text is found leave.
///
/// `prompts` has a clip's each, equally long, from <|startoftranscript|> on; times are looked for
/// unless they end in <|notimestamps|>. Throws invalid_argument for others and as
/// MakeWhisperHypotheses.
std::vector<WhisperText> SearchWhisperTexts(const OnnxSession& decoder, const WhisperConfig& config,
                                            const WhisperEncoding& encoding,
                                            std::span<const std::vector<std::int64_t>> prompts,
                                            const WhisperSearchOptions& options);

}  // namespace klay
