#include "klay_beam/audio/encode.h"

#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include "beam/base/error.h"
#include "klay_beam/audio/codec/ogg_pages.h"

namespace klay {
namespace {

constexpr int64_t kBlock = 4096;
/// Any fixed number does; this one spells "klay".
constexpr uint32_t kOggSerial = 0x6B6C6179;

/// The file in memory, with libsndfile's position in it.
struct Output {
  std::string bytes;
  size_t position = 0;
};

Output& OutputOf(void* user) {
  return *static_cast<Output*>(user);
}

sf_count_t Length(void* user) {
  return static_cast<sf_count_t>(OutputOf(user).bytes.size());
}

sf_count_t Seek(sf_count_t offset, int whence, void* user) {
  Output& output = OutputOf(user);
  const auto position = static_cast<sf_count_t>(output.position);
  const sf_count_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? position : Length(user);
  output.position = static_cast<size_t>(std::max<sf_count_t>(0, base + offset));
  return static_cast<sf_count_t>(output.position);
}

sf_count_t ReadBytes(void* out, sf_count_t count, void* user) {
  Output& output = OutputOf(user);
  if (output.position >= output.bytes.size()) return 0;
  const size_t length = std::min(static_cast<size_t>(count), output.bytes.size() - output.position);
  std::memcpy(out, output.bytes.data() + output.position, length);
  output.position += length;
  return static_cast<sf_count_t>(length);
}

sf_count_t WriteBytes(const void* bytes, sf_count_t count, void* user) {
  Output& output = OutputOf(user);
  const auto length = static_cast<size_t>(count);
  if (output.position + length > output.bytes.size()) {
    output.bytes.resize(output.position + length);
  }
  std::memcpy(output.bytes.data() + output.position, bytes, length);
  output.position += length;
  return count;
}

sf_count_t Tell(void* user) {
  return static_cast<sf_count_t>(OutputOf(user).position);
}

SF_VIRTUAL_IO kCallbacks = {Length, Seek, ReadBytes, WriteBytes, Tell};

struct CloseFile {
  void operator()(SNDFILE* file) const { sf_close(file); }
};

int SndfileFormat(AudioFormat format) {
  switch (format) {
    case AudioFormat::kWav:
      return SF_FORMAT_WAV | SF_FORMAT_PCM_16;
    case AudioFormat::kAiff:
      return SF_FORMAT_AIFF | SF_FORMAT_PCM_16;
    case AudioFormat::kFlac:
      return SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
    case AudioFormat::kVorbis:
      return SF_FORMAT_OGG | SF_FORMAT_VORBIS;
    case AudioFormat::kOpus:
      return SF_FORMAT_OGG | SF_FORMAT_OPUS;
    case AudioFormat::kMp3:
      return SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
  }
  return 0;
}

bool IsPcm16(AudioFormat format) {
  return format == AudioFormat::kWav || format == AudioFormat::kAiff ||
         format == AudioFormat::kFlac;
}

int16_t ToPcm16(float sample) {
  // The comparisons are false for NaN, which so becomes silence rather than whatever a cast makes
  // of it.
  const float scaled = sample * 32768.0f;
  if (scaled >= 32767.0f) return 32767;
  if (scaled <= -32768.0f) return -32768;
  return scaled == scaled ? static_cast<int16_t>(std::lrintf(scaled)) : int16_t{0};
}

template <typename Sample, typename Convert>
void Interleave(const Audio& audio, int64_t start, int64_t count, std::vector<Sample>& out,
                Convert convert) {
  const auto channels = static_cast<size_t>(audio.channels);
  for (size_t c = 0; c < channels; ++c) {
    const std::span<const float> plane =
        audio.channel(static_cast<int>(c))
            .subspan(static_cast<size_t>(start), static_cast<size_t>(count));
    Sample* to = out.data() + c;
    for (const float sample : plane) {
      *to = convert(sample);
      to += channels;
    }
  }
}

bool Write(SNDFILE* file, const Audio& audio, AudioFormat format) {
  const auto block = static_cast<size_t>(std::min(kBlock, audio.frames) * audio.channels);
  std::vector<int16_t> pcm(IsPcm16(format) ? block : 0);
  std::vector<float> floats(IsPcm16(format) ? 0 : block);
  for (int64_t start = 0; start < audio.frames; start += kBlock) {
    const int64_t count = std::min(kBlock, audio.frames - start);
    if (IsPcm16(format)) {
      Interleave(audio, start, count, pcm, ToPcm16);
      if (sf_writef_short(file, pcm.data(), count) != count) return false;
    } else {
      Interleave(audio, start, count, floats, [](float sample) {
        return sample == sample ? std::clamp(sample, -1.0f, 1.0f) : 0.0f;
      });
      if (sf_writef_float(file, floats.data(), count) != count) return false;
    }
  }
  return true;
}

std::string Describe(const Audio& audio, AudioFormat format) {
  return audio.path + ", " + std::string(Suffix(format).substr(1)) + " of " +
         std::to_string(audio.sample_rate) + " Hz, " + std::to_string(audio.channels) + " channels";
}

void CheckRate(const Audio& audio, AudioFormat format) {
  if (format != AudioFormat::kOpus) return;
  static constexpr int kRates[] = {8000, 12000, 16000, 24000, 48000};
  if (std::ranges::find(kRates, audio.sample_rate) == std::end(kRates)) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "Opus takes 8, 12, 16, 24 and 48 kHz: " + Describe(audio, format));
  }
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

std::string Encode(const Audio& audio, AudioFormat format) {
  CheckRate(audio, format);
  SF_INFO info{};
  info.samplerate = audio.sample_rate;
  info.channels = audio.channels;
  info.format = SndfileFormat(format);
  if (!sf_format_check(&info)) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "the format cannot hold this audio: " + Describe(audio, format));
  }
  Output output;
  if (IsPcm16(format)) {
    output.bytes.reserve(static_cast<size_t>(audio.frames * audio.channels) * 2 + 128);
  }
  std::unique_ptr<SNDFILE, CloseFile> file(sf_open_virtual(&kCallbacks, SFM_WRITE, &info, &output));
  if (file == nullptr) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "the encoder refuses this audio: " + Describe(audio, format));
  }
  if (!Write(file.get(), audio, format) || sf_error(file.get()) != SF_ERR_NO_ERROR) {
    throw beam::Error(beam::ErrorCode::kInternal, std::string("the encoder failed (") +
                                                      sf_strerror(file.get()) +
                                                      "): " + Describe(audio, format));
  }
  // The encoders write their last frames, and libsndfile the lengths in the header, when the file
  // is closed.
  const int closed = sf_close(file.release());
  if (closed != SF_ERR_NO_ERROR) {
    throw beam::Error(beam::ErrorCode::kInternal, std::string("the encoder failed at the end (") +
                                                      sf_error_number(closed) +
                                                      "): " + Describe(audio, format));
  }
  if (format == AudioFormat::kVorbis || format == AudioFormat::kOpus) {
    SetOggSerial(output.bytes, kOggSerial);
  }
  return std::move(output.bytes);
}

}  // namespace klay
