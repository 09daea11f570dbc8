#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "klay_beam/speech/whisper/model.h"
#include "klay_beam/speech/whisper/words.h"

namespace klay {

/// When the words of a text are said, by how the model's attention moves while it reads the text
/// once more: AlignmentScores and WarpOntoSteps, as OpenAI's find_alignment.
///
/// `encoding` has one clip, `prompt` goes from <|startoftranscript|> to <|notimestamps|>, `text`
/// has tokens of text only, `seconds` is the clip's length.
std::vector<AlignedWord> AlignWords(const WhisperModel& model, const WhisperEncoding& encoding,
                                    std::span<const std::int64_t> prompt,
                                    std::span<const std::int64_t> text, std::string_view language,
                                    double seconds);

}  // namespace klay
