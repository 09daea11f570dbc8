#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace klay::testing {

/// A file that something is wrong with.
struct BrokenFile {
  std::string name;  ///< "flac/cut at 3 tenths.flac"
  std::string bytes;
};

/// Short files of WAV, FLAC, MP3, Ogg Vorbis, Opus and M4A: cut at every tenth; with bytes changed
/// at `mutations` times places that their number draws; with headers that lie of sizes, rates and
/// channels, the checksums of Ogg right; and empty ones and a text. The same each time.
std::vector<BrokenFile> BrokenFiles(int mutations);

}  // namespace klay::testing
