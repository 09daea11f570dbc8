#include <stdexcept>

#include "beam/testing/fuzz/fuzz_target.h"
#include "klay_beam/audio/fuzz/audio_seeds.h"
#include "klay_beam/audio/probe.h"

/// Probe says something that can be, or refuses.
namespace beam::fuzz {

std::vector<std::string> Seeds() {
  return klay::AudioSeeds();
}

void TryInput(std::string_view bytes) {
  const auto source = klay::OpenMemorySource("input", std::string(bytes));
  klay::TryOnBadFile([&] {
    const klay::AudioInfo info = klay::Probe(*source);
    const bool possible = info.channels >= 1 && info.sample_rate >= 1 &&
                          info.layout.size() == static_cast<std::size_t>(info.channels) &&
                          info.frames.value_or(0) >= 0;
    if (!possible) throw std::logic_error("probe says what cannot be");
  });
}

}  // namespace beam::fuzz
