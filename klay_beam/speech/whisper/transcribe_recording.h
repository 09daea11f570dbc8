#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "klay_beam/audio/byte_source.h"
#include "klay_beam/speech/silero_vad.h"
#include "klay_beam/speech/speech_chunks.h"
#include "klay_beam/speech/transcript.h"
#include "klay_beam/speech/voice_activity.h"
#include "klay_beam/speech/whisper/transcript.h"

namespace klay {

/// How a recording is transcribed.
struct TranscribeOptions {
  VoiceActivityOptions voice = {};
  SpeechChunkOptions chunks = {};
  /// Chunks that are transcribed at once, each up to 30 s: what they take is held, nothing else of
  /// the sound.
  std::size_t batch_size = 4;
  std::optional<std::string> language = std::nullopt;  ///< What is heard when absent.
};

/// Makes text of clips of 16 kHz mono, a transcript each; their language is given when it is known.
/// klay::TranscribeClips is one such.
using ClipTranscriber = std::function<std::vector<WhisperTranscript>(
    std::span<const std::span<const float>> clips, const std::optional<std::string>& language)>;

/// What came of a recording.
struct TranscribedRecording {
  Transcript transcript;              ///< Its model and version are left to the caller.
  double seconds = 0;                 ///< Length of the recording.
  std::optional<std::string> damage;  ///< What could not be decoded.
};

/// Transcribes the speech in `source`, audio of any format, which is read twice: for where speech
/// is, and for the speech itself. Without speech there are no lines, and no language unless one is
/// given. Where a chunk's transcript ends and a second of speech or more is behind it, that is
/// transcribed again. The language, where it is not given, is the one that is heard most surely in
/// the first batch; later batches are of it. Throws as AudioReader, SpeechChunks and FindSpeech do,
/// and what `transcribe` throws.
TranscribedRecording TranscribeRecording(ByteSource& source, const SileroVad& vad,
                                         const ClipTranscriber& transcribe,
                                         const TranscribeOptions& options = {});

}  // namespace klay
