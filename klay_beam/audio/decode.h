#pragma once

#include <optional>
#include <string>

#include "klay_beam/audio/audio.h"
#include "klay_beam/audio/byte_source.h"
#include "klay_beam/audio/resample.h"

namespace klay {

/// What decoded audio should become on the way.
struct DecodeOptions {
  std::optional<int> sample_rate = std::nullopt;  ///< [Hz]; the file's own when absent.
  /// 1 is the mean of all channels; otherwise it must be the number that the file has. All as they
  /// are when absent.
  std::optional<int> channels = std::nullopt;
  ResampleQuality quality = ResampleQuality::kHigh;
};

/// Audio with what its file was.
struct Decoded {
  Audio audio;
  double source_seconds = 0;  ///< Decoded from the file, before resampling.
  int source_sample_rate = 0;
  int source_channels = 0;
  std::optional<std::string>
      damage;  ///< What is missing or was corrupt; absent when the file is sound.
};

/// Decodes all of `source`, block by block: only the result is held whole. The format is recognised
/// by content. A file that is cut short or corrupt in places comes back as far as it goes, with
/// `damage`. Throws data_loss with the reason when no audio comes out at all, invalid_argument for
/// options that make no sense.
Decoded Decode(ByteSource& source, const DecodeOptions& options = {});

/// The same from a file. Throws as OpenFileSource does too.
Decoded DecodeFile(const std::string& path, const DecodeOptions& options = {});

}  // namespace klay
