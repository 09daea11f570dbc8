#pragma once

#include <memory>

#include "klay_beam/audio/codec/decoder.h"

namespace klay {

/// `decoder`, ending with the frame that its format declares to be the last: what fills up the last
/// packet is not sound. Where more follows than padding can be, or `decoder` has taken back by
/// then that the number is exact, nothing is cut. `decoder` must declare an exact number of frames.
std::unique_ptr<Decoder> TrimEnd(std::unique_ptr<Decoder> decoder);

}  // namespace klay
