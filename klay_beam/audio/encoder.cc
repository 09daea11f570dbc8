#include "klay_beam/audio/encoder.h"

#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/error.h"
#include "klay_beam/audio/quantizer.h"

namespace klay {
namespace {

/// Frames that are interleaved at a time.
constexpr int64_t kBlock = 4096;

/// The sink, as libsndfile's callbacks know it: with a position, and with what the sink threw,
/// which cannot pass through C.
struct Output {
  ByteSink& sink;
  int64_t position = 0;
  std::exception_ptr failure = nullptr;
};

Output& OutputOf(void* user) {
  return *static_cast<Output*>(user);
}

sf_count_t Length(void* user) {
  return OutputOf(user).sink.size();
}

sf_count_t Tell(void* user) {
  return OutputOf(user).position;
}

sf_count_t Seek(sf_count_t offset, int whence, void* user) {
  const sf_count_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? Tell(user) : Length(user);
  OutputOf(user).position = std::clamp<sf_count_t>(base + offset, 0, Length(user));
  return Tell(user);
}

sf_count_t ReadNothing(void*, sf_count_t, void*) {
  return 0;
}

sf_count_t WriteBytes(const void* bytes, sf_count_t count, void* user) {
  Output& output = OutputOf(user);
  if (output.failure != nullptr) return 0;
  try {
    output.sink.WriteAt(output.position,
                        {static_cast<const std::byte*>(bytes), static_cast<size_t>(count)});
  } catch (...) {
    output.failure = std::current_exception();
    return 0;
  }
  output.position += count;
  return count;
}

SF_VIRTUAL_IO kCallbacks = {Length, Seek, ReadNothing, WriteBytes, Tell};

struct CloseFile {
  void operator()(SNDFILE* file) const { sf_close(file); }
};

bool IsPcm(AudioFormat format) {
  return format == AudioFormat::kWav || format == AudioFormat::kAiff ||
         format == AudioFormat::kFlac;
}

int BitsOf(SampleType type) {
  switch (type) {
    case SampleType::kPcm8:
      return 8;
    case SampleType::kPcm16:
      return 16;
    case SampleType::kPcm24:
      return 24;
    case SampleType::kPcm32:
    case SampleType::kFloat32:
      return 32;
  }
  return 0;
}

/// Whether the layout says more than the number of channels does.
bool NeedsLayout(const SoundFormat& sound) {
  return sound.layout != DefaultLayout(sound.channels()) &&
         std::ranges::count(sound.layout, Speaker::kUnknown) == 0;
}

int SubtypeOf(AudioFormat format, SampleType type) {
  switch (type) {
    case SampleType::kPcm8:
      // WAV's bytes have no sign.
      return format == AudioFormat::kWav ? SF_FORMAT_PCM_U8 : SF_FORMAT_PCM_S8;
    case SampleType::kPcm16:
      return SF_FORMAT_PCM_16;
    case SampleType::kPcm24:
      return SF_FORMAT_PCM_24;
    case SampleType::kPcm32:
      return SF_FORMAT_PCM_32;
    case SampleType::kFloat32:
      return SF_FORMAT_FLOAT;
  }
  return 0;
}

int SndfileFormat(AudioFormat format, const SoundFormat& sound, SampleType type) {
  switch (format) {
    case AudioFormat::kWav:
      // The extensible header names the speakers.
      return (NeedsLayout(sound) ? SF_FORMAT_WAVEX : SF_FORMAT_WAV) | SubtypeOf(format, type);
    case AudioFormat::kAiff:
      return SF_FORMAT_AIFF | SubtypeOf(format, type);
    case AudioFormat::kFlac:
      return SF_FORMAT_FLAC | SubtypeOf(format, type);
    case AudioFormat::kVorbis:
      return SF_FORMAT_OGG | SF_FORMAT_VORBIS;
    case AudioFormat::kOpus:
      return SF_FORMAT_OGG | SF_FORMAT_OPUS;
    case AudioFormat::kMp3:
      return SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
  }
  return 0;
}

/// libsndfile's number for a speaker; they are known here.
int ChannelMapOf(Speaker speaker) {
  static constexpr int kMap[] = {SF_CHANNEL_MAP_LEFT,
                                 SF_CHANNEL_MAP_RIGHT,
                                 SF_CHANNEL_MAP_CENTER,
                                 SF_CHANNEL_MAP_LFE,
                                 SF_CHANNEL_MAP_REAR_LEFT,
                                 SF_CHANNEL_MAP_REAR_RIGHT,
                                 SF_CHANNEL_MAP_FRONT_LEFT_OF_CENTER,
                                 SF_CHANNEL_MAP_FRONT_RIGHT_OF_CENTER,
                                 SF_CHANNEL_MAP_REAR_CENTER,
                                 SF_CHANNEL_MAP_SIDE_LEFT,
                                 SF_CHANNEL_MAP_SIDE_RIGHT,
                                 SF_CHANNEL_MAP_TOP_CENTER,
                                 SF_CHANNEL_MAP_TOP_FRONT_LEFT,
                                 SF_CHANNEL_MAP_TOP_FRONT_CENTER,
                                 SF_CHANNEL_MAP_TOP_FRONT_RIGHT,
                                 SF_CHANNEL_MAP_TOP_REAR_LEFT,
                                 SF_CHANNEL_MAP_TOP_REAR_CENTER,
                                 SF_CHANNEL_MAP_TOP_REAR_RIGHT};
  return kMap[static_cast<size_t>(speaker)];
}

/// libsndfile's number for a tag; 0 for what it does not know.
int TagOf(std::string_view name) {
  static constexpr std::pair<std::string_view, int> kTags[] = {
      {"title", SF_STR_TITLE},   {"copyright", SF_STR_COPYRIGHT}, {"software", SF_STR_SOFTWARE},
      {"artist", SF_STR_ARTIST}, {"comment", SF_STR_COMMENT},     {"date", SF_STR_DATE},
      {"album", SF_STR_ALBUM},   {"license", SF_STR_LICENSE},     {"track", SF_STR_TRACKNUMBER},
      {"genre", SF_STR_GENRE}};
  const auto* found = std::ranges::find(kTags, name, &std::pair<std::string_view, int>::first);
  return found != std::end(kTags) ? found->second : 0;
}

/// MPEG-1 reaches 320 kbit/s, MPEG-2 with its lower rates 160.
double LevelOfBitRate(int bit_rate, int sample_rate) {
  // libsndfile takes constant rates as a level, too: 0 is the highest one, 1 the lowest.
  const double highest = sample_rate >= 32000 ? 320000 : 160000;
  const double lowest = sample_rate >= 32000 ? 32000 : 8000;
  return std::clamp((highest - bit_rate) / (highest - lowest), 0.0, 1.0);
}

}  // namespace

std::string_view Suffix(AudioFormat format) {
  switch (format) {
    case AudioFormat::kWav:
      return ".wav";
    case AudioFormat::kAiff:
      return ".aiff";
    case AudioFormat::kFlac:
      return ".flac";
    case AudioFormat::kVorbis:
      return ".ogg";
    case AudioFormat::kOpus:
      return ".opus";
    case AudioFormat::kMp3:
      return ".mp3";
  }
  return "";
}

class Encoder::File {
 public:
  File(ByteSink& sink, AudioFormat format, const SoundFormat& sound, std::string name,
       const EncodeOptions& options)
      : output_{.sink = sink}, format_(format), sound_(sound), name_(std::move(name)) {
    Check(options);
    Open(options);
    if (IsPcm(format) && options.sample_type != SampleType::kFloat32) {
      for (int c = 0; c < sound.channels(); ++c) {
        quantizers_.emplace_back(BitsOf(options.sample_type), options.dither);
      }
    }
  }

  void Write(SoundBlock block) {
    for (int64_t begin = 0; begin < block.frames(); begin += kBlock) {
      const SoundBlock part = block.Part(begin, kBlock);
      const bool whole = quantizers_.empty() ? WriteFloats(part) : WriteIntegers(part);
      Rethrow();
      if (!whole || sf_error(file_.get()) != SF_ERR_NO_ERROR) {
        Fail(beam::ErrorCode::kInternal,
             std::string("the encoder failed (") + sf_strerror(file_.get()) + ")");
      }
    }
  }

  /// The encoders write their last frames, and libsndfile the lengths in the header, when the file
  /// is closed.
  void Finish() {
    const int closed = sf_close(file_.release());
    Rethrow();
    if (closed != SF_ERR_NO_ERROR) {
      Fail(beam::ErrorCode::kInternal,
           std::string("the encoder failed at the end (") + sf_error_number(closed) + ")");
    }
  }

  int64_t clipped() const {
    int64_t count = clipped_;
    for (const Quantizer& quantizer : quantizers_) count += quantizer.clipped();
    return count;
  }

 private:
  [[noreturn]] void Fail(beam::ErrorCode code, const std::string& reason) const {
    throw beam::Error(code, reason + ": " + name_ + ", " + std::string(Suffix(format_).substr(1)) +
                                " of " + std::to_string(sound_.sample_rate) + " Hz, " +
                                std::to_string(sound_.channels()) + " channels");
  }

  [[noreturn]] void Refuse(const std::string& reason) const {
    Fail(beam::ErrorCode::kInvalidArgument, reason);
  }

  void Rethrow() const {
    if (output_.failure != nullptr) std::rethrow_exception(output_.failure);
  }

  void Check(const EncodeOptions& options) const {
    static constexpr int kOpusRates[] = {8000, 12000, 16000, 24000, 48000};
    if (format_ == AudioFormat::kOpus && std::ranges::count(kOpusRates, sound_.sample_rate) == 0) {
      Refuse("Opus takes 8, 12, 16, 24 and 48 kHz");
    }
    if (options.bit_rate && (format_ != AudioFormat::kMp3 || *options.bit_rate < 1)) {
      Refuse("only MP3 takes a bit rate, above 0");
    }
    if (options.quality &&
        (IsPcm(format_) || options.bit_rate || !(*options.quality >= 0) || *options.quality > 1)) {
      Refuse("only lossy formats take a quality, from 0 to 1, and no bit rate with it");
    }
    for (const auto& [tag, text] : options.tags) {
      if (TagOf(tag) == 0) Refuse("there is no tag \"" + tag + "\"");
    }
  }

  void Open(const EncodeOptions& options) {
    SF_INFO info{};
    info.samplerate = sound_.sample_rate;
    info.channels = sound_.channels();
    info.format = SndfileFormat(format_, sound_, options.sample_type);
    if (!sf_format_check(&info)) Refuse("the format cannot hold this audio");
    file_.reset(sf_open_virtual(&kCallbacks, SFM_WRITE, &info, &output_));
    Rethrow();
    if (file_ == nullptr) Refuse("the encoder refuses this audio");
    if ((info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_WAVEX) SetLayout();
    if (options.bit_rate) {
      SetConstantBitRate();
      Command(SFC_SET_COMPRESSION_LEVEL, LevelOfBitRate(*options.bit_rate, sound_.sample_rate),
              "the bit rate");
    }
    if (options.quality) Command(SFC_SET_COMPRESSION_LEVEL, 1 - *options.quality, "the quality");
    for (const auto& [tag, text] : options.tags) {
      if (sf_set_string(file_.get(), TagOf(tag), text.c_str()) != 0) {
        Refuse("the format has no place for the tag \"" + tag + "\"");
      }
    }
  }

  template <class T>
  void Command(int command, T value, const std::string& what) const {
    if (sf_command(file_.get(), command, &value, sizeof(value)) != SF_TRUE) {
      Refuse("the encoder does not take " + what);
    }
  }

  void SetConstantBitRate() const {
    int mode = SF_BITRATE_MODE_CONSTANT;
    // libsndfile hands LAME's 0 on, which to LAME is success.
    sf_command(file_.get(), SFC_SET_BITRATE_MODE, &mode, sizeof(mode));
    if (sf_command(file_.get(), SFC_GET_BITRATE_MODE, nullptr, 0) != SF_BITRATE_MODE_CONSTANT) {
      Refuse("the encoder does not take a constant bit rate");
    }
  }

  void SetLayout() const {
    std::vector<int> map;
    std::ranges::transform(sound_.layout, std::back_inserter(map), ChannelMapOf);
    // A layout in another order than WAV's has no mask; then the file says nothing of it.
    sf_command(file_.get(), SFC_SET_CHANNEL_MAP_INFO, map.data(),
               static_cast<int>(map.size() * sizeof(int)));
  }

  bool WriteIntegers(SoundBlock block) {
    integers_.resize(static_cast<size_t>(block.frames() * block.channels()));
    for (int c = 0; c < block.channels(); ++c) {
      quantizers_[static_cast<size_t>(c)].Process(block.channel(c), integers_.data() + c,
                                                  block.channels());
    }
    return sf_writef_int(file_.get(), integers_.data(), block.frames()) == block.frames();
  }

  bool WriteFloats(SoundBlock block) {
    floats_.resize(static_cast<size_t>(block.frames() * block.channels()));
    for (int c = 0; c < block.channels(); ++c) {
      float* to = floats_.data() + c;
      for (const float sample : block.channel(c)) {
        clipped_ += std::fabs(sample) > 1 ? 1 : 0;
        *to = sample == sample ? std::clamp(sample, -1.0F, 1.0F) : 0.0F;
        to += block.channels();
      }
    }
    return sf_writef_float(file_.get(), floats_.data(), block.frames()) == block.frames();
  }

  Output output_;
  AudioFormat format_;
  SoundFormat sound_;
  std::string name_;
  std::vector<Quantizer> quantizers_;  ///< One for each channel; none where floats are written.
  std::vector<int32_t> integers_;
  std::vector<float> floats_;
  int64_t clipped_ = 0;
  std::unique_ptr<SNDFILE, CloseFile> file_;
};

Encoder::Encoder(ByteSink& sink, AudioFormat format, const SoundFormat& sound, std::string name,
                 const EncodeOptions& options)
    : file_(std::make_unique<File>(sink, format, sound, std::move(name), options)) {}

Encoder::~Encoder() = default;

void Encoder::Write(SoundBlock block) {
  file_->Write(block);
}

void Encoder::Finish() {
  file_->Finish();
}

int64_t Encoder::clipped() const {
  return file_->clipped();
}

}  // namespace klay
