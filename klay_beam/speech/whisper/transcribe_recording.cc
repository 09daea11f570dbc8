#include "klay_beam/speech/whisper/transcribe_recording.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "beam/base/error.h"
#include "klay_beam/audio/audio_reader.h"
#include "klay_beam/speech/chunk_reader.h"
#include "klay_beam/speech/trim_words.h"
#include "klay_beam/speech/whisper/lines.h"

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

/// The speech between two samples of the recording [s].
double SpeechBetween(std::span<const SpeechSegment> speech, std::int64_t from, std::int64_t to) {
  std::int64_t samples = 0;
  for (const SpeechSegment& segment : speech) {
    samples += std::max<std::int64_t>(0, std::min(segment.end, to) - std::max(segment.start, from));
  }
  return SpeechSeconds(samples);
}

/// A chunk, or what is left of one: its sound from `begin` on.
struct Clip {
  std::int64_t place = 0;  ///< Of the sound in the recording.
  Audio sound = {};
  std::int64_t begin = 0;

  std::int64_t start() const { return place + begin; }
  std::int64_t end() const { return place + sound.frames; }
  std::span<const float> samples() const {
    return sound.samples().subspan(static_cast<std::size_t>(begin));
  }
};

/// Transcribes chunks in batches.
class ChunkTranscriber {
 public:
  ChunkTranscriber(std::span<const SpeechSegment> speech, const ClipTranscriber& transcribe,
                   const TranscribeOptions& options)
      : speech_(speech), transcribe_(transcribe), options_(options), language_(options.language) {}

  void TranscribeAll(ChunkReader& chunks) {
    while (chunks.HasNext() || !waiting_.empty()) {
      while (chunks.HasNext() && waiting_.size() < options_.batch_size) {
        const std::int64_t place = chunks.place().start;
        waiting_.push_back({.place = place, .sound = chunks.Next()});
      }
      TranscribeWaiting();
    }
    std::ranges::stable_sort(lines_, {}, &TranscriptLine::start);
  }

  Transcript Finish() {
    return {.lyrics = std::move(lines_),
            .language = language_.value_or(""),
            .model = "",
            .version = ""};
  }

 private:
  static constexpr double kWorthwhile = 1;  // Speech that is worth another look [s],
  static constexpr double kProgress = 0.5;  // if the one before has come so far [s].

  void TranscribeWaiting() {
    std::vector<std::span<const float>> sounds;
    for (const Clip& clip : waiting_) sounds.push_back(clip.samples());
    const std::vector<WhisperTranscript> transcripts = transcribe_(sounds, language_);
    if (transcripts.size() != sounds.size()) {
      throw beam::Error(beam::ErrorCode::kInternal,
                        "a transcript is wanted for each clip: expected " +
                            std::to_string(sounds.size()) + ", found " +
                            std::to_string(transcripts.size()));
    }
    if (!language_.has_value()) language_ = LanguageOf(transcripts);
    std::vector<Clip> rests;
    for (std::size_t i = 0; i < waiting_.size(); ++i) {
      AppendLines(transcripts[i], SpeechSeconds(waiting_[i].start()), lines_);
      if (auto rest = RestOf(waiting_[i], transcripts[i])) rests.push_back(*std::move(rest));
    }
    waiting_ = std::move(rests);
  }

  /// What is behind the last segment, if that is speech: models now and then stop early.
  std::optional<Clip> RestOf(Clip clip, const WhisperTranscript& transcript) const {
    if (transcript.segments.empty()) return std::nullopt;
    const double covered = std::max(0.0, transcript.segments.back().end);
    const std::int64_t from =
        std::min(clip.end(), clip.start() + static_cast<std::int64_t>(covered * kSpeechRate));
    const bool goes_on = SpeechSeconds(from - clip.start()) >= kProgress &&
                         SpeechBetween(speech_, from, clip.end()) >= kWorthwhile;
    if (!goes_on) return std::nullopt;
    clip.begin = from - clip.place;
    return clip;
  }

  std::span<const SpeechSegment> speech_;
  const ClipTranscriber& transcribe_;
  const TranscribeOptions& options_;
  std::optional<std::string> language_;
  std::vector<Clip> waiting_;
  std::vector<TranscriptLine> lines_;
};

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
  ChunkTranscriber transcriber(voice.segments, transcribe, options);
  transcriber.TranscribeAll(chunks);
  recording.transcript = transcriber.Finish();
  TrimWordEnds(voice.segments, recording.transcript);
  return recording;
}

}  // namespace klay
