#include <stdexcept>

#include "beam/testing/fuzz/fuzz_target.h"
#include "klay_beam/audio/decode.h"
#include "klay_beam/audio/fuzz/audio_seeds.h"

/// Decode gives sound within its limits, or refuses; so it does with a part of the sound.
namespace beam::fuzz {

std::vector<std::string> Seeds() {
  return klay::AudioSeeds();
}

void TryInput(std::string_view bytes) {
  const auto source = klay::OpenMemorySource("input", std::string(bytes));
  constexpr std::int64_t kMostBytes = 32 << 20;
  klay::TryOnBadFile([&] {
    const klay::Audio audio =
        klay::Decode(*source, {.sample_rate = 16000, .channels = 1, .max_bytes = kMostBytes}).audio;
    if (audio.channels != 1 || audio.samples().size_bytes() > kMostBytes) {
      throw std::logic_error("not what was asked for");
    }
  });
  klay::TryOnBadFile([&] {
    const klay::Audio part =
        klay::Decode(*source, {.start = 0.005, .duration = 0.01, .max_bytes = kMostBytes}).audio;
    // To the nearest frame at either end.
    if (static_cast<double>(part.frames) > 0.01 * part.sample_rate + 1) {
      throw std::logic_error("more than was asked for");
    }
  });
}

}  // namespace beam::fuzz
