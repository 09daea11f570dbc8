#include "klay_beam/audio/mix.h"

#include "klay_beam/audio/process/mix_channels.h"

namespace klay {

Audio MixToMono(const Audio& audio) {
  return audio.channels <= 1 ? audio : Apply(ToMono(), audio);
}

}  // namespace klay
