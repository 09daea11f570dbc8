#pragma once

#include <cstdint>
#include <string>

/// What group_by_key and combine_per_key read: pseudorandom numbers that any language makes the
/// same way (rival_beam_group_by_key.py and rival_duckdb_group_by_key.py do).

/// A number below 2^32 for each i below 2^32: a multiplicative hash, in unsigned 64-bit arithmetic.
inline std::uint64_t Scramble(std::uint64_t i) {
  std::uint64_t x = (i * 2654435761U) & 0xffffffffU;
  x ^= x >> 15;
  x = (x * 2246822519U) & 0xffffffffU;
  return x ^ (x >> 13);
}

/// A key of 16 hexadecimal digits for each number below `num_keys`.
inline std::string KeyOf(std::uint64_t number) {
  constexpr char kDigits[] = "0123456789abcdef";
  const std::uint64_t bits = Scramble(number) << 32 | Scramble(number + 1000000007);
  std::string key(16, '0');
  for (int i = 0; i < 16; ++i) {
    key[static_cast<std::size_t>(i)] = kDigits[bits >> (60 - 4 * i) & 15];
  }
  return key;
}
