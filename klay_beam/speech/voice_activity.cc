#include "klay_beam/speech/voice_activity.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "beam/base/error.h"
#include "klay_beam/audio/planar_buffer.h"

namespace klay {
namespace {

using beam::Error;
using beam::ErrorCode;

void Check(const VoiceActivityOptions& options) {
  const bool thresholds_fit =
      options.offset > 0 && options.offset <= options.onset && options.onset < 1;
  if (!thresholds_fit) {
    throw Error(ErrorCode::kInvalidArgument,
                "voice activity wants 0 < offset <= onset < 1: offset " +
                    std::to_string(options.offset) + ", onset " + std::to_string(options.onset));
  }
  for (const double seconds : {options.min_speech, options.min_silence, options.padding}) {
    if (!(seconds >= 0 && seconds <= 3600)) {
      throw Error(ErrorCode::kInvalidArgument,
                  "voice activity wants times between 0 and 3600 s: " + std::to_string(seconds));
    }
  }
}

/// The stretches between onset and offset that are long enough, without padding. After
/// get_speech_timestamps_from_probs of Silero's package.
class Hysteresis {
 public:
  explicit Hysteresis(const VoiceActivityOptions& options) : options_(options) {}

  /// The window that begins at `sample`.
  void Add(std::int64_t sample, double probability) {
    if (probability >= options_.onset) {
      quiet_since_ = kNone;
      if (start_ == kNone) start_ = sample;
    } else if (probability < options_.offset && start_ != kNone) {
      if (quiet_since_ == kNone) quiet_since_ = sample;
      if (SpeechSeconds(sample - quiet_since_) >= options_.min_silence) End(quiet_since_);
    }
  }

  /// Speech that goes on at the recording's end ends there.
  std::vector<SpeechSegment> Finish(std::int64_t frames) {
    if (start_ != kNone) End(frames);
    return std::move(segments_);
  }

 private:
  void End(std::int64_t end) {
    if (SpeechSeconds(end - start_) > options_.min_speech) {
      segments_.push_back({.start = start_, .end = end});
    }
    start_ = kNone;
    quiet_since_ = kNone;
  }

  static constexpr std::int64_t kNone = -1;

  const VoiceActivityOptions& options_;
  std::int64_t start_ = kNone;        // Of the speech that goes on,
  std::int64_t quiet_since_ = kNone;  // and of the silence that may end it.
  std::vector<SpeechSegment> segments_;
};

/// Widens the segments at both ends; two that are too close for that meet in the middle.
void Pad(std::vector<SpeechSegment>& segments, std::int64_t padding, std::int64_t frames) {
  if (segments.empty()) return;
  segments.front().start = std::max<std::int64_t>(0, segments.front().start - padding);
  segments.back().end = std::min(frames, segments.back().end + padding);
  for (std::size_t i = 1; i < segments.size(); ++i) {
    const std::int64_t silence = segments[i].start - segments[i - 1].end;
    const std::int64_t more = std::min(padding, silence / 2);
    segments[i - 1].end += more;
    segments[i].start -= more;
  }
}

}  // namespace

std::vector<SpeechSegment> FindSpeech(std::span<const float> probabilities, std::int64_t frames,
                                      const VoiceActivityOptions& options) {
  Check(options);
  const std::int64_t windows = (frames + SileroVad::kWindow - 1) / SileroVad::kWindow;
  if (frames < 0 || windows != std::ssize(probabilities)) {
    throw Error(ErrorCode::kInvalidArgument,
                "voice activity wants a probability a window: expected " + std::to_string(windows) +
                    ", found " + std::to_string(probabilities.size()));
  }
  Hysteresis hysteresis(options);
  std::int64_t sample = 0;
  for (const float probability : probabilities) {
    hysteresis.Add(sample, static_cast<double>(probability));
    sample += SileroVad::kWindow;
  }
  std::vector<SpeechSegment> segments = hysteresis.Finish(frames);
  Pad(segments, std::llround(options.padding * kSpeechRate), frames);
  return segments;
}

VoiceActivity DetectVoice(AudioReader& reader, const SileroVad& model,
                          const VoiceActivityOptions& options) {
  const SoundFormat& format = reader.format();
  if (format.channels() != 1 || format.sample_rate != kSpeechRate) {
    throw Error(ErrorCode::kInvalidArgument,
                "voice activity wants mono at 16000 Hz: " + std::to_string(format.channels()) +
                    " channels at " + std::to_string(format.sample_rate) + " Hz");
  }
  SpeechProbabilities detector(model);
  PlanarBuffer block(1);
  while (reader.Read(block)) {
    detector.Add(block.channel(0));
    block.Clear();
  }
  VoiceActivity found{.frames = detector.frames(), .segments = {}, .probabilities = {}};
  found.probabilities = detector.Finish();
  found.segments = FindSpeech(found.probabilities, found.frames, options);
  return found;
}

}  // namespace klay
