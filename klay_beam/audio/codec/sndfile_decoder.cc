#include "klay_beam/audio/codec/sndfile_decoder.h"

#include <sndfile.h>

#include <cstdio>
#include <string_view>

#include "beam/base/error.h"
#include "klay_beam/audio/codec/declared_data.h"
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

struct CloseFile {
  void operator()(SNDFILE* file) const { sf_close(file); }
};

class SndfileDecoder final : public Decoder {
 public:
  explicit SndfileDecoder(ByteSource& source) : source_(source), cursor_(source, kReadAhead) {}

  /// False when libsndfile refuses the header. Its reason is a global variable that threads share,
  /// so nobody asks.
  bool Open() {
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
    if (info.frames >= 0 && info.frames < SF_COUNT_MAX) {
      format_.frames = info.frames;
      format_.frames_exact = true;
    }
    return true;
  }

  const StreamFormat& format() const override { return format_; }

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
    return static_cast<size_t>(frames);
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
    std::string text = DescribeShortfall(declared_, decoded_);
    if (!text.empty()) return text;
    if (format_.frames && decoded_ < *format_.frames) {
      return "truncated: header declares " + std::to_string(*format_.frames) + " frames, " +
             std::to_string(decoded_) + " decoded";
    }
    return "";
  }

  ByteSource& source_;
  SourceCursor cursor_;
  std::unique_ptr<SNDFILE, CloseFile> file_;
  StreamFormat format_;
  std::optional<DeclaredData> declared_;
  int64_t decoded_ = 0;
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
