#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace klay::testing {

/// One way to write audio with the `ffmpeg` program.
struct ReferenceFormat {
  std::string name;    ///< Of the case: letters and digits only.
  std::string suffix;  ///< ".mp3"
  std::vector<std::string> encoder;
  bool lossless = false;
  /// Whether a file cut at 60 % can tell that it was cut.
  bool shows_truncation = true;
};

/// Names a case's format where a test fails.
void PrintTo(const ReferenceFormat& format, std::ostream* out);

/// Every format that decoding is tested with.
const std::vector<ReferenceFormat>& ReferenceFormats();

/// Writes `seconds` of two different sweeps in stereo at 44.1 kHz (48 kHz for Opus) to `path`.
void WriteReference(const ReferenceFormat& format, const std::string& path, double seconds);

}  // namespace klay::testing
