#pragma once

#include <string>

#include "klay_beam/audio/byte_source.h"

namespace job_stats {

/// XXH3 of all bytes of `source`, 128 bits in hexadecimal: files with one hash have one content, as
/// far as nobody makes them collide on purpose. Throws what the source throws.
std::string ContentHash(klay::ByteSource& source);

}  // namespace job_stats
