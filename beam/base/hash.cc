#include "beam/base/hash.h"

namespace beam::internal {

std::uint64_t HashOfLong(std::string_view bytes) {
  std::uint64_t hash = kHashPrimes[1];
  const char* at = bytes.data();
  const char* last = at + bytes.size() - 16;
  for (; at < last; at += 16) {
    hash = FoldedProduct(NumberAt<std::uint64_t>(at) ^ kHashPrimes[0],
                         NumberAt<std::uint64_t>(at + 8) ^ hash);
  }
  return FoldedProduct(FoldedProduct(NumberAt<std::uint64_t>(last) ^ kHashPrimes[0],
                                     NumberAt<std::uint64_t>(last + 8) ^ hash),
                       kHashPrimes[2] ^ bytes.size());
}

}  // namespace beam::internal
