#pragma once

#include <cstdint>

#include "beam/base/hash.h"
#include "beam/coders/coder.h"

namespace beam::internal {

/// A bijection whose results look random: the finaliser of SplitMix64 (Steele, Lea and Flood,
/// 2014).
constexpr std::uint64_t MixBits(std::uint64_t bits) {
  bits += 0x9e3779b97f4a7c15;
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
  return bits ^ (bits >> 31);
}

/// A hash of the encoded element, evenly spread over 64 bits; another one for each seed.
template <HasCoder T>
std::uint64_t HashOfElement(const T& element, std::uint64_t seed = 0) {
  return MixBits(HashOf(Encode(element)) ^ MixBits(seed));
}

}  // namespace beam::internal
