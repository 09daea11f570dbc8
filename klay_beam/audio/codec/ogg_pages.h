#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "klay_beam/audio/byte_source.h"

namespace klay {

/// What is wrong with the end of an Ogg file: its last page is cut short or does not close its
/// stream (RFC 3533, section 6). Absent when the end is sound.
std::optional<std::string> DamageAtOggEnd(ByteSource& source);

/// Whether the file's last page belongs to a stream that did not begin with the file: one Ogg file
/// after another in one (RFC 3533, section 4), where positions start again.
bool IsChainedOgg(ByteSource& source);

/// A part of a file.
struct ByteRange {
  int64_t offset = 0;
  int64_t length = 0;
};

/// The Ogg files that were put one after another in `source`, or as many of them as `most`: each
/// begins with the first page that begins a stream after pages that do not.
std::vector<ByteRange> OggLinks(ByteSource& source, size_t most);

/// The stream number of every Ogg file that we write. Any fixed number does; this one spells
/// "klay".
inline constexpr uint32_t kOggSerial = 0x6B6C6179;

/// Gives every page of the one-stream Ogg file `ogg` the stream number `serial`, and its checksum
/// anew. Encoders draw the number at random; with a fixed one the same samples are the same bytes.
void SetOggSerial(std::string& ogg, uint32_t serial);

}  // namespace klay
