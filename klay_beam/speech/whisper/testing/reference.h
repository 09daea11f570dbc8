#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "klay_beam/speech/whisper/transcript.h"

namespace klay::testing {

/// What CTranslate2 and faster-whisper find in a clip (make_reference.py).
struct ReferenceTexts {
  std::vector<std::int64_t> text;   ///< Tokens without times.
  std::vector<std::int64_t> times;  ///< Tokens with times.
  std::vector<WhisperWord> words;   ///< Of `text`; only times and probabilities.
};

/// One frame of faster-whisper's features, every seventh band.
struct ReferenceFrame {
  std::string clip;
  int bands;
  std::int64_t frame;
  std::vector<float> values;
};

/// reference.txt.
struct WhisperReference {
  std::map<std::string, std::uint32_t> crcs;  ///< Of the clips' samples.
  std::vector<ReferenceFrame> frames;
  /// By model and clip.
  std::map<std::string, std::map<std::string, ReferenceTexts>> texts;
};

/// Throws std::runtime_error for a line that makes no sense.
WhisperReference ReadWhisperReference();

/// Why the clips of make_clips.py cannot be made here; nothing when they can.
std::optional<std::string> WhyNoClips();

/// The samples of the clips with these names, made again: 16 kHz mono. Throws std::runtime_error
/// when that fails.
std::map<std::string, std::vector<float>> MakeClips(const std::vector<std::string>& names);

/// The checksum of samples of 16 bits, as the reference has it.
std::uint32_t CrcOf(const std::vector<float>& samples);

/// The language of a clip, from its name.
std::string LanguageOf(const std::string& clip);

}  // namespace klay::testing
