#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "klay_beam/audio/audio_reader.h"
#include "klay_beam/speech/silero_vad.h"
#include "klay_beam/speech/speech_segment.h"

namespace klay {

/// What counts as speech. The thresholds are probabilities: speech begins at `onset` and ends
/// below `offset`, so that a value between them changes nothing.
struct VoiceActivityOptions {
  double onset = 0.7;
  double offset = 0.4;
  double min_speech = 0.25;  ///< Shorter speech is none [s].
  double min_silence = 0.1;  ///< A shorter silence belongs to the speech around it [s].
  double padding = 0.03;     ///< What each segment gets at both ends, as far as there is room [s].
};

/// What voice activity was found in a recording.
struct VoiceActivity {
  std::int64_t frames = 0;              ///< Of the recording, at kSpeechRate.
  std::vector<SpeechSegment> segments;  ///< In order, apart from each other.
  std::vector<float> probabilities;     ///< Of speech, in each window of SileroVad::kWindow.
};

/// The segments of speech in a recording of so many `frames` whose windows have these
/// probabilities: the same, to the sample, that the get_speech_timestamps of Silero's package finds
/// (threshold = onset, neg_threshold = offset). Throws invalid_argument for options that make no
/// sense and for another number of probabilities than the frames have windows.
std::vector<SpeechSegment> FindSpeech(std::span<const float> probabilities, std::int64_t frames,
                                      const VoiceActivityOptions& options = {});

/// Reads all of `reader`, block by block, and finds the speech in it. Throws invalid_argument
/// unless the reader gives mono at kSpeechRate, and what the reader throws.
VoiceActivity DetectVoice(AudioReader& reader, const SileroVad& model,
                          const VoiceActivityOptions& options = {});

}  // namespace klay
