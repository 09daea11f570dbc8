#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "klay_beam/audio/audio_info.h"
#include "klay_beam/audio/byte_source.h"
#include "klay_beam/audio/process/step.h"
#include "klay_beam/audio/resample.h"

namespace klay {

/// What part of a file is decoded, and what it should become on the way.
struct DecodeOptions {
  /// Where to begin [s]: at the nearest frame. Segments whose ends meet tile the file to the frame.
  double start = 0;
  std::optional<double> duration = std::nullopt;  ///< [s]; to the end when absent.
  std::optional<int> sample_rate = std::nullopt;  ///< [Hz]; the file's own when absent.
  /// 1 is the mean of all channels, 2 a Downmix to stereo, or mono twice; otherwise it must be the
  /// number that the file has. All as they are when absent.
  std::optional<int> channels = std::nullopt;
  ResampleQuality quality = ResampleQuality::kHigh;
  /// Refused with resource_exhausted: more audio than this, at the file's rate [s];
  std::optional<double> max_seconds = std::nullopt;
  /// more channels in the file;
  std::optional<int> max_channels = std::nullopt;
  /// more memory for the result's samples [bytes].
  std::optional<int64_t> max_bytes = std::nullopt;
};

/// Decodes a source block by block: neither the file nor the sound is held whole. The format is
/// recognised by content.
class AudioReader {
 public:
  /// Opens `source`, which must outlive the reader. A segment is sought where the format allows it;
  /// otherwise what is in front is decoded and dropped. Throws data_loss with the reason when there
  /// is no audio, invalid_argument for options that make no sense and for a segment behind the end,
  /// resource_exhausted beyond a limit.
  explicit AudioReader(ByteSource& source, const DecodeOptions& options = {});
  AudioReader(const AudioReader&) = delete;
  AudioReader& operator=(const AudioReader&) = delete;
  ~AudioReader();

  /// What the file says of itself.
  const AudioInfo& info() const;

  /// The shape of what Read gives.
  const SoundFormat& format() const;

  /// About how many frames Read gives in all, as far as the file's word is good for it; 0 where it
  /// does not say.
  int64_t expected_frames() const;

  /// Appends the next frames, some thousands of them, to `out`; false at the end, when nothing was
  /// left. Corrupt packets are skipped. Throws resource_exhausted beyond a limit, and what the
  /// source throws.
  bool Read(PlanarBuffer& out);

  /// Frames of the file that were read so far, as the file counts them.
  int64_t source_frames() const;

  /// What was corrupt and, after the end, what is missing; absent when the file is sound.
  std::optional<std::string> damage() const;

 private:
  class File;

  std::unique_ptr<File> file_;
};

}  // namespace klay
