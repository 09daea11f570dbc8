#include <sndfile.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "klay_beam/audio/codec/file_encoder.h"
#include "klay_beam/audio/codec/sink_cursor.h"
#include "klay_beam/audio/codec/sndfile_tags_internal.h"
#include "klay_beam/audio/quantizer.h"

namespace klay {
namespace {

/// Frames that are interleaved at a time.
constexpr int64_t kBlock = 4096;

SinkCursor& CursorOf(void* user) {
  return *static_cast<SinkCursor*>(user);
}

sf_count_t Length(void* user) {
  return CursorOf(user).size();
}

sf_count_t Tell(void* user) {
  return CursorOf(user).position();
}

sf_count_t Seek(sf_count_t offset, int whence, void* user) {
  const sf_count_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? Tell(user) : Length(user);
  CursorOf(user).SeekTo(base + offset);
  return Tell(user);
}

sf_count_t ReadNothing(void*, sf_count_t, void*) {
  return 0;
}

sf_count_t WriteBytes(const void* bytes, sf_count_t count, void* user) {
  const bool written =
      CursorOf(user).Write({static_cast<const std::byte*>(bytes), static_cast<size_t>(count)});
  return written ? count : 0;
}

SF_VIRTUAL_IO kCallbacks = {Length, Seek, ReadNothing, WriteBytes, Tell};

struct CloseFile {
  void operator()(SNDFILE* file) const { sf_close(file); }
};

bool IsPcm(AudioFormat format) {
  return format == AudioFormat::kWav || format == AudioFormat::kAiff ||
         format == AudioFormat::kFlac;
}

bool IsFloat(SampleType type) {
  return type == SampleType::kFloat32 || type == SampleType::kFloat64;
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
    case SampleType::kFloat64:
      return 64;
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
    case SampleType::kFloat64:
      return SF_FORMAT_DOUBLE;
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
    case AudioFormat::kM4a:
      break;  // FFmpeg's.
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

/// Speakers at the back and at the side are the same where a layout has only one pair.
Speaker Paired(Speaker speaker) {
  if (speaker == Speaker::kSideLeft) return Speaker::kBackLeft;
  if (speaker == Speaker::kSideRight) return Speaker::kBackRight;
  return speaker;
}

/// Which channel of `layout` goes into each place of `places`; as they come, where they are not the
/// same speakers.
std::vector<int> ChannelsFor(const ChannelLayout& places, const ChannelLayout& layout) {
  std::vector<int> channels;
  for (const Speaker place : places) {
    auto found = std::ranges::find(layout, place);
    if (found == layout.end()) found = std::ranges::find(layout, Paired(place), Paired);
    if (found == layout.end()) break;
    channels.push_back(static_cast<int>(found - layout.begin()));
  }
  if (channels.size() < layout.size()) {
    channels.resize(layout.size());
    std::iota(channels.begin(), channels.end(), 0);
  }
  return channels;
}

/// The order in which the format has the channels of FlacLayout: Vorbis and Opus begin with left,
/// centre, right and have the low frequencies last (Vorbis I, section 4.3.9; RFC 7845, 5.1.1.2).
std::vector<int> FormatOrder(AudioFormat format, int channels) {
  static constexpr std::array<std::array<int, 8>, 9> kVorbis = {{{},
                                                                 {0},
                                                                 {0, 1},
                                                                 {0, 2, 1},
                                                                 {0, 1, 2, 3},
                                                                 {0, 2, 1, 3, 4},
                                                                 {0, 2, 1, 4, 5, 3},
                                                                 {0, 2, 1, 5, 6, 4, 3},
                                                                 {0, 2, 1, 6, 7, 4, 5, 3}}};
  std::vector<int> order(static_cast<size_t>(channels));
  std::iota(order.begin(), order.end(), 0);
  const bool vorbis = format == AudioFormat::kVorbis || format == AudioFormat::kOpus;
  if (vorbis && order.size() < kVorbis.size()) {
    std::copy_n(kVorbis[order.size()].begin(), order.size(), order.begin());
  }
  return order;
}

/// Which channel of `sound` comes first in the file, second, and so on.
std::vector<int> WriteOrder(AudioFormat format, const SoundFormat& sound) {
  std::vector<int> order = FormatOrder(format, sound.channels());
  const bool fixed = format == AudioFormat::kFlac || format == AudioFormat::kVorbis ||
                     format == AudioFormat::kOpus;
  if (!fixed) return order;
  const std::vector<int> channels = ChannelsFor(FlacLayout(sound.channels()), sound.layout);
  for (int& channel : order) channel = channels[static_cast<size_t>(channel)];
  return order;
}

int TagNumber(std::string_view name) {
  return std::ranges::find(kSndfileTags, name, &std::pair<std::string_view, int>::first)->second;
}

/// The bit rates that a format has.
struct BitRates {
  double lowest;
  double highest;
};

/// MPEG-1 reaches 320 kbit/s, MPEG-2 with its lower rates 160; Opus 256 for each channel.
BitRates BitRatesOf(AudioFormat format, const SoundFormat& sound) {
  if (format == AudioFormat::kOpus) return {6000.0 * sound.channels(), 256000.0 * sound.channels()};
  if (sound.sample_rate >= 32000) return {32000, 320000};
  return {8000, 160000};
}

/// libsndfile takes bit rates as a level, too: 0 is the highest one, 1 the lowest.
double LevelOfBitRate(int bit_rate, const BitRates& rates) {
  return std::clamp((rates.highest - bit_rate) / (rates.highest - rates.lowest), 0.0, 1.0);
}

class SndfileEncoder final : public FileEncoder {
 public:
  SndfileEncoder(ByteSink& sink, const Encoding& encoding, const EncodeOptions& options)
      : encoding_(encoding), order_(WriteOrder(encoding.format, encoding.sound)), cursor_(sink) {
    Open(options);
    if (IsPcm(encoding.format) && !IsFloat(options.sample_type)) {
      for (int c = 0; c < encoding.sound.channels(); ++c) {
        quantizers_.emplace_back(BitsOf(options.sample_type), options.dither);
      }
    }
  }

  void Write(SoundBlock block) override {
    for (int64_t begin = 0; begin < block.frames(); begin += kBlock) {
      const SoundBlock part = block.Part(begin, kBlock);
      const bool whole = quantizers_.empty() ? WriteFloats(part) : WriteIntegers(part);
      cursor_.Rethrow();
      if (!whole || sf_error(file_.get()) != SF_ERR_NO_ERROR) {
        Fail(beam::ErrorCode::kInternal,
             std::string("the encoder failed (") + sf_strerror(file_.get()) + ")");
      }
    }
  }

  /// The encoders write their last frames, and libsndfile the lengths in the header, when the file
  /// is closed.
  void Finish() override {
    const int closed = sf_close(file_.release());
    cursor_.Rethrow();
    if (closed != SF_ERR_NO_ERROR) {
      Fail(beam::ErrorCode::kInternal,
           std::string("the encoder failed at the end (") + sf_error_number(closed) + ")");
    }
  }

  int64_t clipped() const override {
    int64_t count = clipped_;
    for (const Quantizer& quantizer : quantizers_) count += quantizer.clipped();
    return count;
  }

 private:
  [[noreturn]] void Fail(beam::ErrorCode code, const std::string& reason) const {
    throw EncodingError(code, reason, encoding_);
  }

  [[noreturn]] void Refuse(const std::string& reason) const {
    Fail(beam::ErrorCode::kInvalidArgument, reason);
  }

  void Open(const EncodeOptions& options) {
    SF_INFO info{};
    info.samplerate = encoding_.sound.sample_rate;
    info.channels = encoding_.sound.channels();
    info.format = SndfileFormat(encoding_.format, encoding_.sound, options.sample_type);
    if (!sf_format_check(&info)) Refuse("the format cannot hold this audio");
    file_.reset(sf_open_virtual(&kCallbacks, SFM_WRITE, &info, &cursor_));
    cursor_.Rethrow();
    if (file_ == nullptr) Refuse("the encoder refuses this audio");
    if ((info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_WAVEX) SetLayout();
    if (options.bit_rate) {
      // Opus keeps near it by itself.
      if (encoding_.format == AudioFormat::kMp3) SetConstantBitRate();
      const BitRates rates = BitRatesOf(encoding_.format, encoding_.sound);
      Command(SFC_SET_COMPRESSION_LEVEL, LevelOfBitRate(*options.bit_rate, rates), "the bit rate");
    }
    if (options.quality) Command(SFC_SET_COMPRESSION_LEVEL, 1 - *options.quality, "the quality");
    for (const auto& [tag, text] : options.tags) {
      if (sf_set_string(file_.get(), TagNumber(tag), text.c_str()) != 0) {
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
    std::ranges::transform(encoding_.sound.layout, std::back_inserter(map), ChannelMapOf);
    // A layout in another order than WAV's has no mask; then the file says nothing of it.
    sf_command(file_.get(), SFC_SET_CHANNEL_MAP_INFO, map.data(),
               static_cast<int>(map.size() * sizeof(int)));
  }

  bool WriteIntegers(SoundBlock block) {
    integers_.resize(static_cast<size_t>(block.frames() * block.channels()));
    for (int c = 0; c < block.channels(); ++c) {
      quantizers_[static_cast<size_t>(c)].Process(block.channel(order_[static_cast<size_t>(c)]),
                                                  integers_.data() + c, block.channels());
    }
    return sf_writef_int(file_.get(), integers_.data(), block.frames()) == block.frames();
  }

  bool WriteFloats(SoundBlock block) {
    floats_.resize(static_cast<size_t>(block.frames() * block.channels()));
    for (int c = 0; c < block.channels(); ++c) {
      CopyClipped(block.channel(order_[static_cast<size_t>(c)]), floats_.data() + c, clipped_,
                  block.channels());
    }
    return sf_writef_float(file_.get(), floats_.data(), block.frames()) == block.frames();
  }

  Encoding encoding_;
  std::vector<int> order_;  ///< Of the channels in the file.
  SinkCursor cursor_;
  std::vector<Quantizer> quantizers_;  ///< One for each channel; none where floats are written.
  std::vector<int32_t> integers_;
  std::vector<float> floats_;
  int64_t clipped_ = 0;
  std::unique_ptr<SNDFILE, CloseFile> file_;
};

}  // namespace

std::unique_ptr<FileEncoder> OpenSndfileEncoder(ByteSink& sink, const Encoding& encoding,
                                                const EncodeOptions& options) {
  return std::make_unique<SndfileEncoder>(sink, encoding, options);
}

}  // namespace klay
