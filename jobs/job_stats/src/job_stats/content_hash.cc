#include "job_stats/content_hash.h"

#include <xxhash.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace job_stats {
namespace {

constexpr std::size_t kBlock = 1 << 20;

std::string Hex(std::uint64_t number) {
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[number >> shift & 15];
  return text;
}

}  // namespace

std::string ContentHash(klay::ByteSource& source) {
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(),
                                                                       XXH3_freeState);
  XXH3_128bits_reset(state.get());
  std::vector<std::byte> block(kBlock);
  std::int64_t offset = 0;
  while (const std::size_t count = source.ReadAt(offset, block)) {
    XXH3_128bits_update(state.get(), block.data(), count);
    offset += static_cast<std::int64_t>(count);
  }
  const XXH128_hash_t hash = XXH3_128bits_digest(state.get());
  return Hex(hash.high64) + Hex(hash.low64);
}

}  // namespace job_stats
