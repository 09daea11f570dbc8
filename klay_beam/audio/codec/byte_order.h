#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace klay {

/// The unsigned number that `bytes` spell, most significant byte first.
inline uint64_t BigEndian(std::span<const std::byte> bytes) {
  uint64_t value = 0;
  for (const std::byte b : bytes) value = value << 8 | std::to_integer<uint64_t>(b);
  return value;
}

/// The unsigned number that `bytes` spell, least significant byte first.
inline uint64_t LittleEndian(std::span<const std::byte> bytes) {
  uint64_t value = 0;
  for (size_t i = bytes.size(); i-- > 0;) value = value << 8 | std::to_integer<uint64_t>(bytes[i]);
  return value;
}

/// Whether `bytes` have `tag` at `offset`.
inline bool HasTag(std::span<const std::byte> bytes, size_t offset, std::string_view tag) {
  if (bytes.size() < offset + tag.size()) return false;
  for (size_t i = 0; i < tag.size(); ++i) {
    if (std::to_integer<char>(bytes[offset + i]) != tag[i]) return false;
  }
  return true;
}

}  // namespace klay
