#include "klay_beam/audio/codec/ffmpeg_input.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/mem.h>
#include <libavutil/opt.h>
}

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <vector>

#include "beam/base/error.h"
#include "klay_beam/audio/codec/ffmpeg_log.h"
#include "klay_beam/audio/codec/ffmpeg_seek_internal.h"

namespace klay {
namespace {

constexpr int kIoBufferBytes = 64 << 10;

// The most that FFmpeg may ask for in one piece, in the whole process: lying tags and sample tables
// would have it ask for as much as they name. The sample table of an M4A of 70 hours fits.
constexpr size_t kMostAtOnce = size_t{256} << 20;

int ReadPacket(void* opaque, uint8_t* out, int size) {
  auto* cursor = static_cast<SourceCursor*>(opaque);
  const size_t count = cursor->Read({reinterpret_cast<std::byte*>(out), static_cast<size_t>(size)});
  if (cursor->failed()) return AVERROR(EIO);
  return count > 0 ? static_cast<int>(count) : AVERROR_EOF;
}

int RefuseNestedFile(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) {
  return AVERROR(EACCES);
}

[[noreturn]] void Fail(beam::ErrorCode code, const std::string& reason, const std::string& log,
                       const std::string& name) {
  throw beam::Error(code, reason + (log.empty() ? "" : " (" + log + ")") + ": " + name);
}

/// "HH:MM:SS.fraction", which Matroska writers leave in a track's tags.
std::optional<double> DurationTag(const AVStream& stream) {
  const AVDictionaryEntry* entry = av_dict_get(stream.metadata, "DURATION", nullptr, 0);
  if (entry == nullptr) return std::nullopt;
  double total = 0;
  const char* const end = entry->value + std::strlen(entry->value);
  const char* at = entry->value;
  for (const char after : {':', ':', '\0'}) {
    double part = 0;
    const auto [rest, error] = std::from_chars(at, end, part, std::chars_format::fixed);
    if (error != std::errc() || *rest != after || !(part >= 0 && part < 1e9)) return std::nullopt;
    total = total * 60 + part;
    at = rest + 1;
  }
  return total;
}

/// What each stream declares for itself [s], read before libavformat starts to estimate what is not
/// there. The whole file's duration counts only for a lone stream: a film may run on after its
/// sound.
std::vector<std::optional<double>> DeclaredSeconds(const AVFormatContext& context) {
  std::vector<std::optional<double>> seconds(context.nb_streams);
  for (unsigned i = 0; i < context.nb_streams; ++i) {
    const AVStream& stream = *context.streams[i];
    seconds[i] = DurationTag(stream);
    if (seconds[i]) continue;
    if (stream.duration != AV_NOPTS_VALUE && stream.duration > 0) {
      seconds[i] = static_cast<double>(stream.duration) * av_q2d(stream.time_base);
    } else if (context.nb_streams == 1 && context.duration != AV_NOPTS_VALUE &&
               context.duration > 0) {
      seconds[i] = static_cast<double>(context.duration) / AV_TIME_BASE;
    }
  }
  return seconds;
}

}  // namespace

std::string FfmpegErrorText(int error) {
  std::array<char, AV_ERROR_MAX_STRING_SIZE> text{};
  av_strerror(error, text.data(), text.size());
  return text.data();
}

FfmpegInput::FfmpegInput(ByteSource& source) : source_(source), cursor_(source, 0) {
  try {
    Open();
  } catch (...) {
    Close();
    throw;
  }
}

FfmpegInput::~FfmpegInput() {
  Close();
}

void FfmpegInput::Close() {
  avformat_close_input(&context_);
  if (io_ != nullptr) av_freep(&io_->buffer);
  avio_context_free(&io_);
}

void FfmpegInput::Open() {
  const FfmpegLogCapture log;
  av_max_alloc(kMostAtOnce);
  auto* buffer = static_cast<unsigned char*>(av_malloc(kIoBufferBytes));
  if (buffer == nullptr) throw std::bad_alloc();
  io_ = avio_alloc_context(buffer, kIoBufferBytes, 0, &cursor_, ReadPacket, nullptr,
                           SeekCursor<SourceCursor>);
  context_ = avformat_alloc_context();
  if (io_ == nullptr || context_ == nullptr) throw std::bad_alloc();
  context_->pb = io_;
  context_->io_open = RefuseNestedFile;
  av_opt_set(context_, "protocol_whitelist", "", 0);

  const int opened = avformat_open_input(&context_, nullptr, nullptr, nullptr);
  cursor_.Rethrow();
  if (opened < 0) {
    const bool senseless = opened == AVERROR_INVALIDDATA || opened == AVERROR(EINVAL);
    Fail(beam::ErrorCode::kDataLoss, senseless ? "no known audio format" : FfmpegErrorText(opened),
         log.last(), name());
  }
  const std::vector<std::optional<double>> declared = DeclaredSeconds(*context_);
  const int found = avformat_find_stream_info(context_, nullptr);
  cursor_.Rethrow();
  if (found < 0) Fail(beam::ErrorCode::kDataLoss, FfmpegErrorText(found), log.last(), name());
  ChooseStream(log.last());

  const auto index = static_cast<size_t>(stream_->index);
  if (index < declared.size() && declared[index]) {
    // Matroska and others count from the file's start, not from where this stream sets in.
    const double start =
        stream_->start_time == AV_NOPTS_VALUE
            ? 0
            : static_cast<double>(stream_->start_time) * av_q2d(stream_->time_base);
    const double seconds = *declared[index] - std::max(start, 0.0);
    // Far beyond any recording, where the product would leave the 64-bit range.
    constexpr double kMostSeconds = 1e9;
    if (seconds > 0 && seconds < kMostSeconds) {
      declared_frames_ = std::llround(seconds * stream_->codecpar->sample_rate);
    }
  }
}

void FfmpegInput::ChooseStream(const std::string& log) {
  const int best = av_find_best_stream(context_, AVMEDIA_TYPE_AUDIO, -1, -1, &codec_, 0);
  if (best == AVERROR_DECODER_NOT_FOUND) {
    Fail(beam::ErrorCode::kUnimplemented, "no decoder for the audio stream", log, name());
  }
  if (best < 0) {
    Fail(beam::ErrorCode::kDataLoss,
         "no audio stream among " + std::to_string(context_->nb_streams) + " (" +
             context_->iformat->name + ")",
         "", name());
  }
  stream_ = context_->streams[best];
  for (unsigned i = 0; i < context_->nb_streams; ++i) {
    if (static_cast<int>(i) != best) context_->streams[i]->discard = AVDISCARD_ALL;
  }
}

}  // namespace klay
