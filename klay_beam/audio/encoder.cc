#include "klay_beam/audio/encoder.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "beam/base/error.h"
#include "klay_beam/audio/codec/file_encoder.h"

namespace klay {
namespace {

bool IsLossy(AudioFormat format) {
  return format == AudioFormat::kVorbis || format == AudioFormat::kOpus ||
         format == AudioFormat::kMp3 || format == AudioFormat::kM4a;
}

/// What is wrong with the options for this encoding; empty when nothing is.
std::string Fault(const Encoding& encoding, const EncodeOptions& options) {
  static constexpr int kOpusRates[] = {8000, 12000, 16000, 24000, 48000};
  const AudioFormat format = encoding.format;
  if (format == AudioFormat::kOpus &&
      std::ranges::count(kOpusRates, encoding.sound.sample_rate) == 0) {
    return "Opus takes 8, 12, 16, 24 and 48 kHz";
  }
  const bool takes_bit_rate =
      format == AudioFormat::kMp3 || format == AudioFormat::kM4a || format == AudioFormat::kOpus;
  if (options.bit_rate && (!takes_bit_rate || *options.bit_rate < 1)) {
    return "only MP3, M4A and Opus take a bit rate, above 0";
  }
  const double quality = options.quality.value_or(0);
  if (options.quality && (!IsLossy(format) || format == AudioFormat::kM4a || options.bit_rate ||
                          !(quality >= 0) || quality > 1)) {
    return "only Vorbis, Opus and MP3 take a quality, from 0 to 1, and no bit rate with it";
  }
  for (const auto& [tag, text] : options.tags) {
    if (!IsEncodedTag(tag)) return "there is no tag \"" + tag + "\"";
  }
  return "";
}

std::unique_ptr<FileEncoder> OpenEncoder(ByteSink& sink, const Encoding& encoding,
                                         const EncodeOptions& options) {
  const std::string fault = Fault(encoding, options);
  if (!fault.empty()) throw EncodingError(beam::ErrorCode::kInvalidArgument, fault, encoding);
  if (encoding.format == AudioFormat::kM4a) return OpenFfmpegEncoder(sink, encoding, options);
  return OpenSndfileEncoder(sink, encoding, options);
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
    case AudioFormat::kM4a:
      return ".m4a";
  }
  return "";
}

std::optional<AudioFormat> FormatOfName(std::string_view file_name) {
  static constexpr std::pair<std::string_view, AudioFormat> kSuffixes[] = {
      {".wav", AudioFormat::kWav},   {".aiff", AudioFormat::kAiff},  {".aif", AudioFormat::kAiff},
      {".flac", AudioFormat::kFlac}, {".ogg", AudioFormat::kVorbis}, {".oga", AudioFormat::kVorbis},
      {".opus", AudioFormat::kOpus}, {".mp3", AudioFormat::kMp3},    {".m4a", AudioFormat::kM4a}};
  std::string name(file_name);
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  for (const auto& [suffix, format] : kSuffixes) {
    if (name.ends_with(suffix)) return format;
  }
  return std::nullopt;
}

bool IsEncodedTag(std::string_view name) {
  static constexpr std::string_view kTags[] = {"title",     "artist", "album", "comment",
                                               "copyright", "date",   "genre", "license",
                                               "software",  "track"};
  return std::ranges::count(kTags, name) > 0;
}

beam::Error EncodingError(beam::ErrorCode code, const std::string& reason,
                          const Encoding& encoding) {
  return {code, reason + ": " + encoding.name + ", " +
                    std::string(Suffix(encoding.format).substr(1)) + " of " +
                    std::to_string(encoding.sound.sample_rate) + " Hz, " +
                    std::to_string(encoding.sound.channels()) + " channels"};
}

void CopyClipped(std::span<const float> samples, float* out, int64_t& clipped, int stride) {
  for (const float sample : samples) {
    clipped += std::fabs(sample) > 1 ? 1 : 0;
    *out = sample == sample ? std::clamp(sample, -1.0F, 1.0F) : 0.0F;
    out += stride;
  }
}

Encoder::Encoder(ByteSink& sink, AudioFormat format, const SoundFormat& sound, std::string name,
                 const EncodeOptions& options)
    : encoder_(OpenEncoder(sink, {.format = format, .sound = sound, .name = std::move(name)},
                           options)) {}

Encoder::~Encoder() = default;

void Encoder::Write(SoundBlock block) {
  encoder_->Write(block);
}

void Encoder::Finish() {
  encoder_->Finish();
}

int64_t Encoder::clipped() const {
  return encoder_->clipped();
}

}  // namespace klay
