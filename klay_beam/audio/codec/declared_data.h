#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "klay_beam/audio/byte_source.h"

namespace klay {

/// The sound data of a file as its header declares it, against what the file holds.
struct DeclaredData {
  int64_t declared_bytes = 0;
  int64_t present_bytes = 0;    ///< Never more than declared.
  int64_t bytes_per_frame = 0;  ///< 0 where a frame has no fixed size.
};

/// What is missing, in words, for a report that `decoded_frames` were decoded; empty when nothing
/// is.
std::string DescribeShortfall(const std::optional<DeclaredData>& data, int64_t decoded_frames);

/// Walks the chunks of a WAV (RIFF, RIFX, RF64, BW64), AIFF, AIFF-C, CAF or AU file to its sound
/// data. Absent when there is none, and when the header leaves the length open, as writers to a
/// pipe do (sizes 0, 0xFFFFFFFF, 0x7FFFF000 and the like). libsndfile clips a length to the file
/// without a word, which is why this exists.
std::optional<DeclaredData> FindDeclaredData(ByteSource& source);

/// The same for a whole Matroska or WebM segment, an AVI file and the last box of an MP4 family
/// file.
std::optional<DeclaredData> FindDeclaredContainer(ByteSource& source);

}  // namespace klay
