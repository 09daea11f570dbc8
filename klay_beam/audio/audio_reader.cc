#include "klay_beam/audio/audio_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "beam/base/describe.h"
#include "beam/base/error.h"
#include "klay_beam/audio/codec/decoder.h"
#include "klay_beam/audio/process/mix_channels.h"
#include "klay_beam/audio/process/resample_to.h"

namespace klay {
namespace {

/// Frames that go through at a time, on the side where there are more of them. Small enough that a
/// block stays in the cache from one step to the next.
constexpr size_t kBlock = 8192;
/// A header's word is good for so many samples a byte of the file.
constexpr int64_t kCredibleSamplesPerByte = 16;
constexpr int64_t kNoLimit = std::numeric_limits<int64_t>::max();

/// What the options make of sound of the file's channels and rate.
Step StepsOf(const DecodeOptions& options, const AudioInfo& format) {
  Step steps;
  if (options.channels.value_or(format.channels) != format.channels) {
    steps = *options.channels == 1 ? ToMono()
            : format.channels == 1 ? DuplicateChannel(DefaultLayout(2))
                                   : Downmix(DefaultLayout(2));
  }
  if (options.sample_rate.value_or(format.sample_rate) != format.sample_rate) {
    steps = steps | ResampleTo(*options.sample_rate, options.quality);
  }
  return steps;
}

[[noreturn]] void Refuse(const std::string& reason) {
  throw beam::Error(beam::ErrorCode::kInvalidArgument, reason);
}

[[noreturn]] void Exceeded(const std::string& limit, const std::string& found,
                           const std::string& name) {
  throw beam::Error(beam::ErrorCode::kResourceExhausted,
                    "more than " + limit + ": " + name + ", " + found);
}

/// Seconds are counted in frames of 64 bits.
constexpr double kMostSeconds = 1e9;

bool IsSpan(double seconds) {
  return seconds >= 0 && seconds <= kMostSeconds;
}

void CheckOptions(const DecodeOptions& options) {
  const int rate = options.sample_rate.value_or(1);
  const int channels = options.channels.value_or(1);
  if (rate < 1 || rate > kMaxSampleRate || channels < 1) {
    Refuse("cannot decode to " + std::to_string(rate) + " Hz, " + std::to_string(channels) +
           " channels");
  }
  const double duration = options.duration.value_or(1);
  if (!IsSpan(options.start) || !IsSpan(duration) || duration == 0) {
    Refuse("there is no such segment: start " + beam::Describe(options.start) + " s, duration " +
           beam::Describe(duration) + " s");
  }
}

void CheckChannels(const AudioInfo& format, const DecodeOptions& options, const std::string& name) {
  if (format.channels > options.max_channels.value_or(kMaxChannels)) {
    Exceeded(std::to_string(*options.max_channels) + " channels (max_channels)",
             std::to_string(format.channels) + " channels", name);
  }
  const int channels = options.channels.value_or(format.channels);
  if (channels > 2 && channels != format.channels) {
    Refuse("channels are only mixed to mono and to stereo: " + name + ", wanted " +
           std::to_string(channels) + ", found " + std::to_string(format.channels));
  }
  if (channels == 2 && format.channels > 2 &&
      std::ranges::count(format.layout, Speaker::kUnknown) > 0) {
    Refuse("channels whose speakers the file does not name cannot be mixed to stereo: " + name +
           ", " + LayoutName(format.layout));
  }
}

/// The frames that the options ask for, as the file counts them.
struct Segment {
  int64_t begin = 0;
  int64_t frames = kNoLimit;
};

Segment SegmentOf(const DecodeOptions& options, int sample_rate) {
  Segment segment{.begin = std::llround(options.start * sample_rate)};
  if (options.duration) {
    const int64_t end = std::llround((options.start + *options.duration) * sample_rate);
    segment.frames = std::max<int64_t>(1, end - segment.begin);
  }
  return segment;
}

[[noreturn]] void RefuseStart(const DecodeOptions& options, const std::string& name) {
  Refuse("the segment begins behind the end: " + name + ", start " + beam::Describe(options.start) +
         " s");
}

/// A decoder whose next frame is `begin`: `decoder`, sought, or else a new one that decoded up to
/// there.
std::unique_ptr<Decoder> MoveTo(int64_t begin, std::unique_ptr<Decoder> decoder, ByteSource& source,
                                const DecodeOptions& options) {
  const AudioInfo& format = decoder->format();
  if (format.frames_exact && begin >= *format.frames) RefuseStart(options, source.name());
  if (decoder->Seek(begin)) return decoder;

  decoder = OpenDecoder(source);
  const auto channels = static_cast<size_t>(decoder->format().channels);
  std::vector<float> dropped(kBlock * channels);
  for (int64_t left = begin; left > 0;) {
    const size_t room = std::min(kBlock, static_cast<size_t>(left)) * channels;
    const size_t frames = decoder->Read(std::span(dropped).first(room));
    if (frames == 0) RefuseStart(options, source.name());
    left -= static_cast<int64_t>(frames);
  }
  return decoder;
}

}  // namespace

class AudioReader::File {
 public:
  File(ByteSource& source, const DecodeOptions& options)
      : source_(source), options_(options), decoder_(OpenDecoder(source)) {
    CheckChannels(info(), options_, source_.name());
    segment_ = SegmentOf(options_, info().sample_rate);
    if (segment_.begin > 0) {
      decoder_ = MoveTo(segment_.begin, std::move(decoder_), source_, options_);
    }
    processor_ = StepsOf(options_, info())
                     .Prepare({.sample_rate = info().sample_rate, .layout = info().layout});
    planar_ = PlanarBuffer(info().channels);
    if (format().sample_rate > info().sample_rate) {
      block_ = static_cast<size_t>(
          Resampler::OutputFrames(kBlock, format().sample_rate, info().sample_rate));
    }
    interleaved_.resize(block_ * static_cast<size_t>(info().channels));
  }

  const AudioInfo& info() const { return decoder_->format(); }
  const SoundFormat& format() const { return processor_->format(); }
  int64_t source_frames() const { return source_frames_; }
  std::optional<std::string> damage() const { return decoder_->damage(); }

  int64_t ExpectedFrames() const {
    const int64_t credible = source_.size() * kCredibleSamplesPerByte / info().channels;
    const int64_t declared = std::max<int64_t>(0, info().frames.value_or(0) - segment_.begin);
    const int64_t frames = std::min({declared, segment_.frames, credible});
    return Resampler::OutputFrames(frames, info().sample_rate, format().sample_rate);
  }

  bool Read(PlanarBuffer& out) {
    if (ended_) return false;
    const int64_t before = out.frames();
    if (DecodeBlock()) {
      processor_->Process(SoundBlock(planar_), out);
    } else {
      ended_ = true;
      if (source_frames_ == 0 && segment_.begin > 0) RefuseStart(options_, source_.name());
      processor_->Flush(out);
    }
    frames_ += out.frames() - before;
    CheckLimits();
    return !ended_ || out.frames() > before;
  }

 private:
  /// Fills planar_ with the next frames of the file; false at the end.
  bool DecodeBlock() {
    const auto channels = static_cast<size_t>(info().channels);
    const auto left = static_cast<size_t>(segment_.frames - source_frames_);
    if (left == 0) return false;
    const size_t frames =
        decoder_->Read(std::span(interleaved_).first(std::min(block_, left) * channels));
    planar_.Clear();
    planar_.Reserve(static_cast<int64_t>(frames));
    for (size_t c = 0; c < channels; ++c) {
      float* const plane = planar_.end(static_cast<int>(c));
      for (size_t i = 0; i < frames; ++i) plane[i] = interleaved_[i * channels + c];
    }
    planar_.Commit(static_cast<int64_t>(frames));
    source_frames_ += static_cast<int64_t>(frames);
    return frames > 0;
  }

  void CheckLimits() const {
    if (options_.max_seconds &&
        static_cast<double>(source_frames_) > *options_.max_seconds * info().sample_rate) {
      Exceeded(beam::Describe(*options_.max_seconds) + " s (max_seconds)",
               std::to_string(info().sample_rate) + " Hz", source_.name());
    }
    const int64_t bytes = frames_ * format().channels() * static_cast<int64_t>(sizeof(float));
    if (options_.max_bytes && bytes > *options_.max_bytes) {
      Exceeded(std::to_string(*options_.max_bytes) + " bytes of samples (max_bytes)",
               std::to_string(format().channels()) + " channels", source_.name());
    }
  }

  ByteSource& source_;
  DecodeOptions options_;
  std::unique_ptr<Decoder> decoder_;
  Segment segment_;
  std::unique_ptr<Processor> processor_;
  size_t block_ = kBlock;  ///< Frames that are decoded at a time.
  std::vector<float> interleaved_;
  PlanarBuffer planar_{1};
  int64_t source_frames_ = 0;  ///< Of the segment, so far.
  int64_t frames_ = 0;         ///< That were given.
  bool ended_ = false;
};

AudioReader::AudioReader(ByteSource& source, const DecodeOptions& options) {
  CheckOptions(options);
  file_ = std::make_unique<File>(source, options);
}

AudioReader::~AudioReader() = default;

const AudioInfo& AudioReader::info() const {
  return file_->info();
}
const SoundFormat& AudioReader::format() const {
  return file_->format();
}
int64_t AudioReader::expected_frames() const {
  return file_->ExpectedFrames();
}
bool AudioReader::Read(PlanarBuffer& out) {
  return file_->Read(out);
}
int64_t AudioReader::source_frames() const {
  return file_->source_frames();
}
std::optional<std::string> AudioReader::damage() const {
  return file_->damage();
}

}  // namespace klay
