#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "klay_beam/audio/byte_source.h"

namespace klay {

/// What is wrong with the end of an Ogg file: its last page is cut short or does not close its
/// stream (RFC 3533, section 6). Absent when the end is sound.
std::optional<std::string> DamageAtOggEnd(ByteSource& source);

/// Whether the file's last page belongs to a stream that did not begin with the file: one Ogg file
/// after another in one (RFC 3533, section 4), where positions start again.
bool IsChainedOgg(ByteSource& source);

/// Gives every page of the one-stream Ogg file `ogg` the stream number `serial`, and its checksum
/// anew. Encoders draw the number at random; with a fixed one the same samples are the same bytes.
void SetOggSerial(std::string& ogg, uint32_t serial);

}  // namespace klay
