#include "klay_beam/audio/codec/sndfile_decoder.h"

#include <sndfile.h>

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <utility>
#include <vector>

#include "beam/base/error.h"
#include "klay_beam/audio/codec/declared_data.h"
#include "klay_beam/audio/codec/plain_rifx.h"
#include "klay_beam/audio/codec/sndfile_tags_internal.h"
#include "klay_beam/audio/codec/sound_chunks.h"
#include "klay_beam/audio/codec/source_cursor.h"

namespace klay {
namespace {

// libsndfile asks for 8 KB at a time.
constexpr size_t kReadAhead = size_t{64} << 10;

sf_count_t Length(void* user) {
  return static_cast<SourceCursor*>(user)->size();
}

sf_count_t Seek(sf_count_t offset, int whence, void* user) {
  auto* cursor = static_cast<SourceCursor*>(user);
  const int64_t base = whence == SEEK_SET   ? 0
                       : whence == SEEK_CUR ? cursor->position()
                                            : cursor->size();
  cursor->SeekTo(base + offset);
  return cursor->position();
}

sf_count_t ReadBytes(void* out, sf_count_t count, void* user) {
  if (count <= 0) return 0;
  return static_cast<sf_count_t>(static_cast<SourceCursor*>(user)->Read(
      {static_cast<std::byte*>(out), static_cast<size_t>(count)}));
}

sf_count_t WriteNothing(const void*, sf_count_t, void*) {
  return 0;
}

sf_count_t Tell(void* user) {
  return static_cast<SourceCursor*>(user)->position();
}

SF_VIRTUAL_IO kCallbacks = {Length, Seek, ReadBytes, WriteNothing, Tell};

std::string_view ContainerName(int format) {
  switch (format & SF_FORMAT_TYPEMASK) {
    case SF_FORMAT_WAV:
    case SF_FORMAT_WAVEX:
      return "wav";
    case SF_FORMAT_RF64:
      return "rf64";
    case SF_FORMAT_AIFF:
      return "aiff";
    case SF_FORMAT_CAF:
      return "caf";
    case SF_FORMAT_AU:
      return "au";
    case SF_FORMAT_FLAC:
      return "flac";
    default:
      return "unknown";
  }
}

/// Empty for ADPCM and the like, which FFmpeg knows in more variants.
std::string_view CodecName(int format) {
  if ((format & SF_FORMAT_TYPEMASK) == SF_FORMAT_FLAC) return "flac";
  switch (format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_S8:
      return "pcm_s8";
    case SF_FORMAT_PCM_U8:
      return "pcm_u8";
    case SF_FORMAT_PCM_16:
      return "pcm_s16";
    case SF_FORMAT_PCM_24:
      return "pcm_s24";
    case SF_FORMAT_PCM_32:
      return "pcm_s32";
    case SF_FORMAT_FLOAT:
      return "pcm_f32";
    case SF_FORMAT_DOUBLE:
      return "pcm_f64";
    case SF_FORMAT_ULAW:
      return "pcm_mulaw";
    case SF_FORMAT_ALAW:
      return "pcm_alaw";
    case SF_FORMAT_ALAC_16:
    case SF_FORMAT_ALAC_20:
    case SF_FORMAT_ALAC_24:
    case SF_FORMAT_ALAC_32:
      return "alac";
    default:
      return "";
  }
}

int BitDepth(int format) {
  switch (format & SF_FORMAT_SUBMASK) {
    case SF_FORMAT_PCM_S8:
    case SF_FORMAT_PCM_U8:
      return 8;
    case SF_FORMAT_PCM_16:
    case SF_FORMAT_ALAC_16:
      return 16;
    case SF_FORMAT_ALAC_20:
      return 20;
    case SF_FORMAT_PCM_24:
    case SF_FORMAT_ALAC_24:
      return 24;
    case SF_FORMAT_PCM_32:
    case SF_FORMAT_ALAC_32:
    case SF_FORMAT_FLOAT:
      return 32;
    case SF_FORMAT_DOUBLE:
      return 64;
    default:
      return 0;
  }
}

Speaker SpeakerOf(int channel) {
  switch (channel) {
    case SF_CHANNEL_MAP_LEFT:
    case SF_CHANNEL_MAP_FRONT_LEFT:
      return Speaker::kFrontLeft;
    case SF_CHANNEL_MAP_RIGHT:
    case SF_CHANNEL_MAP_FRONT_RIGHT:
      return Speaker::kFrontRight;
    case SF_CHANNEL_MAP_MONO:
    case SF_CHANNEL_MAP_CENTER:
    case SF_CHANNEL_MAP_FRONT_CENTER:
      return Speaker::kFrontCenter;
    case SF_CHANNEL_MAP_LFE:
      return Speaker::kLowFrequency;
    case SF_CHANNEL_MAP_REAR_LEFT:
      return Speaker::kBackLeft;
    case SF_CHANNEL_MAP_REAR_RIGHT:
      return Speaker::kBackRight;
    case SF_CHANNEL_MAP_REAR_CENTER:
      return Speaker::kBackCenter;
    case SF_CHANNEL_MAP_FRONT_LEFT_OF_CENTER:
      return Speaker::kFrontLeftOfCenter;
    case SF_CHANNEL_MAP_FRONT_RIGHT_OF_CENTER:
      return Speaker::kFrontRightOfCenter;
    case SF_CHANNEL_MAP_SIDE_LEFT:
      return Speaker::kSideLeft;
    case SF_CHANNEL_MAP_SIDE_RIGHT:
      return Speaker::kSideRight;
    case SF_CHANNEL_MAP_TOP_CENTER:
      return Speaker::kTopCenter;
    case SF_CHANNEL_MAP_TOP_FRONT_LEFT:
      return Speaker::kTopFrontLeft;
    case SF_CHANNEL_MAP_TOP_FRONT_CENTER:
      return Speaker::kTopFrontCenter;
    case SF_CHANNEL_MAP_TOP_FRONT_RIGHT:
      return Speaker::kTopFrontRight;
    case SF_CHANNEL_MAP_TOP_REAR_LEFT:
      return Speaker::kTopBackLeft;
    case SF_CHANNEL_MAP_TOP_REAR_CENTER:
      return Speaker::kTopBackCenter;
    case SF_CHANNEL_MAP_TOP_REAR_RIGHT:
      return Speaker::kTopBackRight;
    default:
      return Speaker::kUnknown;
  }
}

ChannelLayout LayoutOf(SNDFILE* file, const SF_INFO& info) {
  const auto channels = static_cast<size_t>(info.channels);
  std::vector<int> map(channels);
  if (sf_command(file, SFC_GET_CHANNEL_MAP_INFO, map.data(),
                 static_cast<int>(channels * sizeof(int))) == SF_TRUE) {
    ChannelLayout layout;
    std::ranges::transform(map, std::back_inserter(layout), SpeakerOf);
    return layout;
  }
  if ((info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_FLAC) return FlacLayout(info.channels);
  return DefaultLayout(info.channels);
}

std::map<std::string, std::string> TagsOf(SNDFILE* file) {
  std::map<std::string, std::string> tags;
  for (const auto& [name, number] : kSndfileTags) {
    if (const char* text = sf_get_string(file, number)) tags.emplace(name, text);
  }
  return tags;
}

struct CloseFile {
  void operator()(SNDFILE* file) const { sf_close(file); }
};

class SndfileDecoder final : public Decoder {
 public:
  explicit SndfileDecoder(ByteSource& source)
      : plain_(OpenPlainRifx(source)),
        source_(plain_ ? *plain_ : source),
        cursor_(source_, kReadAhead) {}

  /// False when libsndfile refuses the header, or could not be trusted with it. Its reason is a
  /// global variable that threads share, so nobody asks.
  bool Open() {
    if (!HasSoundChunks(source_)) return false;
    SF_INFO info{};
    file_.reset(sf_open_virtual(&kCallbacks, SFM_READ, &info, &cursor_));
    cursor_.Rethrow();
    if (file_ == nullptr || CodecName(info.format).empty()) return false;
    declared_ = FindDeclaredData(source_);
    // A length left at 0 by a writer to a pipe: libsndfile takes it at its word, FFmpeg reads on to
    // the end.
    if (info.frames == 0 && !declared_) return false;
    format_.container = ContainerName(info.format);
    format_.codec = CodecName(info.format);
    format_.sample_rate = info.samplerate;
    format_.channels = info.channels;
    format_.layout = LayoutOf(file_.get(), info);
    format_.bit_depth = BitDepth(info.format);
    format_.tags = TagsOf(file_.get());
    if (info.frames >= 0 && info.frames < SF_COUNT_MAX) {
      format_.frames = info.frames;
      format_.frames_exact = true;
    }
    return true;
  }

  const AudioInfo& format() const override { return format_; }

  size_t Read(std::span<float> interleaved) override {
    const auto room = static_cast<sf_count_t>(interleaved.size()) / format_.channels;
    const sf_count_t count = sf_readf_float(file_.get(), interleaved.data(), room);
    cursor_.Rethrow();
    if (sf_error(file_.get()) != SF_ERR_NO_ERROR) {
      ++errors_;
      last_error_ = sf_strerror(file_.get());
    }
    const sf_count_t frames = count > 0 ? count : 0;
    decoded_ += frames;
    at_end_ = frames == 0;
    return static_cast<size_t>(frames);
  }

  bool Seek(int64_t frame) override {
    const sf_count_t reached = sf_seek(file_.get(), frame, SEEK_SET);
    cursor_.Rethrow();
    if (reached != frame) return false;
    decoded_ = frame;
    return true;
  }

  std::optional<std::string> damage() const override {
    std::string text = Shortfall();
    if (errors_ > 0) {
      if (!text.empty()) text += "; ";
      text += "corrupt: " + last_error_;
    }
    return text.empty() ? std::nullopt : std::optional(text);
  }

 private:
  std::string Shortfall() const {
    if (!at_end_) return "";
    std::string text = DescribeShortfall(declared_, decoded_);
    if (!text.empty()) return text;
    if (format_.frames && decoded_ < *format_.frames) {
      return "truncated: header declares " + std::to_string(*format_.frames) + " frames, " +
             std::to_string(decoded_) + " decoded";
    }
    return "";
  }

  std::unique_ptr<ByteSource> plain_;  ///< Where libsndfile would not know the header.
  ByteSource& source_;
  SourceCursor cursor_;
  std::unique_ptr<SNDFILE, CloseFile> file_;
  AudioInfo format_;
  std::optional<DeclaredData> declared_;
  int64_t decoded_ = 0;
  bool at_end_ = false;
  int64_t errors_ = 0;
  std::string last_error_;
};

}  // namespace

std::unique_ptr<Decoder> OpenSndfileDecoder(ByteSource& source) {
  auto decoder = std::make_unique<SndfileDecoder>(source);
  if (!decoder->Open()) return nullptr;
  return decoder;
}

}  // namespace klay
