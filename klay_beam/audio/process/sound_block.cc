#include "klay_beam/audio/process/sound_block.h"

#include <algorithm>

namespace klay {

void Append(SoundBlock block, PlanarBuffer& buffer) {
  buffer.Reserve(block.frames());
  for (int c = 0; c < block.channels(); ++c) std::ranges::copy(block.channel(c), buffer.end(c));
  buffer.Commit(block.frames());
}

void AppendSilence(int64_t frames, PlanarBuffer& buffer) {
  buffer.Reserve(frames);
  for (int c = 0; c < buffer.channels(); ++c) std::fill_n(buffer.end(c), frames, 0.0F);
  buffer.Commit(frames);
}

}  // namespace klay
