#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "klay_beam/audio/byte_sink.h"
#include "klay_beam/audio/process/step.h"

namespace klay {

/// What is written: PCM in WAV and AIFF, FLAC, Ogg Vorbis, Ogg Opus, MP3, AAC in M4A.
enum class AudioFormat { kWav, kAiff, kFlac, kVorbis, kOpus, kMp3, kM4a };

/// The file name's suffix: ".wav", ".aiff", ".flac", ".ogg", ".opus", ".mp3", ".m4a".
std::string_view Suffix(AudioFormat format);

/// The format that a file of this name has by its suffix, in any case; ".aif" and ".oga" are known,
/// too. Absent for other names.
std::optional<AudioFormat> FormatOfName(std::string_view file_name);

/// How samples are stored where a format has a choice.
enum class SampleType { kPcm8, kPcm16, kPcm24, kPcm32, kFloat32, kFloat64 };

struct EncodeOptions {
  SampleType sample_type = SampleType::kPcm16;  ///< WAV, AIFF; FLAC: kPcm8 to kPcm24.
  /// Adds noise of a triangular distribution, one step wide on each side, before rounding to PCM,
  /// so that soft sounds do not distort. The same samples still give the same bytes.
  bool dither = false;
  /// MP3: a constant rate [bit/s], the nearest that the format has; absent: a variable one. M4A,
  /// Opus: the rate on average; absent: 64,000 for each channel, and the library's choice.
  std::optional<int> bit_rate = std::nullopt;
  /// MP3 of a variable rate, Vorbis, Opus: from 0, small, to 1, best. Absent: the library's choice.
  std::optional<double> quality = std::nullopt;
  /// "title", "artist", "album", "comment", "copyright", "date", "genre", "license", "software",
  /// "track".
  std::map<std::string, std::string> tags = {};
};

/// Whether EncodeOptions take a tag of this name.
bool IsEncodedTag(std::string_view name);

class FileEncoder;

/// Writes sound into a file of `format`, block by block. The same samples give the same bytes, but
/// for Ogg's stream number, which is random (Encode's is not). Samples beyond full scale saturate;
/// what is not a number becomes silence.
class Encoder {
 public:
  /// Throws invalid_argument when the format cannot take the rate (Opus: 8, 12, 16, 24 or 48 kHz),
  /// the channels or the options. `name` is what messages call the sound.
  Encoder(ByteSink& sink, AudioFormat format, const SoundFormat& sound, std::string name,
          const EncodeOptions& options = {});
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;
  ~Encoder();

  /// Takes in more of the sound. Throws what the sink throws, internal when the library fails.
  void Write(SoundBlock block);

  /// Ends the file; without it, it is not whole. Throws as Write does.
  void Finish();

  /// Samples that were beyond full scale.
  int64_t clipped() const;

 private:
  std::unique_ptr<FileEncoder> encoder_;
};

}  // namespace klay
