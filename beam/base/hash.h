#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace beam {

namespace internal {

inline constexpr std::uint64_t kHashPrimes[] = {0x9e3779b97f4a7c15U, 0xc2b2ae3d27d4eb4fU,
                                                0x165667b19e3779f9U};

/// The two halves of a 128-bit product, folded: every bit of the result depends on all of both.
inline std::uint64_t FoldedProduct(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

template <class Number>
std::uint64_t NumberAt(const char* bytes) {
  Number number;
  std::memcpy(&number, bytes, sizeof(number));
  return number;
}

/// The hash of more than 16 bytes.
std::uint64_t HashOfLong(std::string_view bytes);

}  // namespace internal

/// A 64-bit hash, good in all its bits, the same in every process on machines of one byte order. No
/// guard against keys that are chosen to collide. After wyhash (Wang Yi): folded products of words.
inline std::uint64_t HashOf(std::string_view bytes) {
  using internal::FoldedProduct, internal::NumberAt, internal::kHashPrimes;
  const std::size_t size = bytes.size();
  const char* data = bytes.data();
  std::uint64_t a = 0;
  std::uint64_t b = 0;
  if (size > 16) return internal::HashOfLong(bytes);
  if (size >= 8) {
    a = NumberAt<std::uint64_t>(data);
    b = NumberAt<std::uint64_t>(data + size - 8);
  } else if (size >= 4) {
    a = NumberAt<std::uint32_t>(data);
    b = NumberAt<std::uint32_t>(data + size - 4);
  } else if (size > 0) {
    a = NumberAt<std::uint8_t>(data) << 8 | NumberAt<std::uint8_t>(data + size - 1);
    b = NumberAt<std::uint8_t>(data + size / 2);
  }
  return FoldedProduct(FoldedProduct(a ^ kHashPrimes[0], b ^ kHashPrimes[1]),
                       kHashPrimes[2] ^ size);
}

/// Good in its upper half. Keeps neighbours apart (Fibonacci hashing), and numbers often are.
inline std::uint64_t HashOf(std::uint64_t number) {
  return (number ^ number >> 32) * internal::kHashPrimes[0];
}

}  // namespace beam
