#include "klay_beam/speech/transcribe_recording.h"

#include <algorithm>
#include <map>
#include <utility>

#include "beam/base/error.h"
#include "klay_beam/audio/audio_reader.h"
#include "klay_beam/speech/chunk_reader.h"
#include "klay_beam/speech/trim_words.h"
#include "klay_beam/speech/whisper_lines.h"

namespace klay {
namespace {

const DecodeOptions kSpeech = {.sample_rate = kSpeechRate, .channels = 1};

/// The language of the clips, each of which counts as much as it is sure of its own.
std::string LanguageOf(const std::vector<WhisperTranscript>& clips) {
  std::map<std::string, double> sureness;
  for (const WhisperTranscript& clip : clips) sureness[clip.language] += clip.language_probability;
  return std::ranges::max_element(sureness, {}, [](const auto& entry) { return entry.second; })
      ->first;
}

/// Transcribes the next chunks, up to batch_size of them.
void TranscribeBatch(ChunkReader& chunks, const ClipTranscriber& transcribe,
                     const TranscribeOptions& options, std::optional<std::string>& language,
                     std::vector<TranscriptLine>& lines) {
  std::vector<double> starts;
  std::vector<Audio> sounds;
  while (chunks.HasNext() && sounds.size() < options.batch_size) {
    starts.push_back(SpeechSeconds(chunks.place().start));
    sounds.push_back(chunks.Next());
  }
  std::vector<std::span<const float>> clips;
  for (const Audio& sound : sounds) clips.push_back(sound.samples());
  const std::vector<WhisperTranscript> transcripts = transcribe(clips, language);
  if (transcripts.size() != clips.size()) {
    throw beam::Error(beam::ErrorCode::kInternal,
                      "a transcript is wanted for each clip: expected " +
                          std::to_string(clips.size()) + ", found " +
                          std::to_string(transcripts.size()));
  }
  if (!language.has_value()) language = LanguageOf(transcripts);
  for (std::size_t i = 0; i < clips.size(); ++i) AppendLines(transcripts[i], starts[i], lines);
}

}  // namespace

TranscribedRecording TranscribeRecording(ByteSource& source, const SileroVad& vad,
                                         const ClipTranscriber& transcribe,
                                         const TranscribeOptions& options) {
  if (options.batch_size < 1) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument, "a batch has at least one chunk: found " +
                                                             std::to_string(options.batch_size));
  }
  TranscribedRecording recording;
  VoiceActivity voice;
  {
    AudioReader reader(source, kSpeech);
    voice = DetectVoice(reader, vad, options.voice);
    recording.damage = reader.damage();
  }
  recording.seconds = SpeechSeconds(voice.frames);
  AudioReader reader(source, kSpeech);
  ChunkReader chunks(reader, SpeechChunks(voice, options.chunks));
  Transcript& transcript = recording.transcript;
  std::optional<std::string> language = options.language;
  while (chunks.HasNext()) {
    TranscribeBatch(chunks, transcribe, options, language, transcript.lyrics);
  }
  transcript.language = language.value_or("");
  TrimWordEnds(voice.segments, transcript);
  return recording;
}

}  // namespace klay
