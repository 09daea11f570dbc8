#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "klay_beam/audio/byte_source.h"
#include "klay_beam/audio/codec/byte_order.h"

namespace klay {

/// A chunk of an IFF-like file (EA IFF 85; RIFF has the least significant byte of a size first).
struct Chunk {
  std::array<std::byte, 8> head{};
  std::array<std::byte, 32> body{};  ///< The first of its bytes; zeros behind the file's end.
  int64_t start = 0;                 ///< Of the body, in the file.
  uint64_t size = 0;                 ///< As declared.

  bool Is(std::string_view tag) const { return HasTag(head, 0, tag); }
  std::span<const std::byte> Field(size_t offset, size_t length) const {
    return std::span(body).subspan(offset, length);
  }
};

enum class ByteOrder { kBigEndian, kLittleEndian };

inline uint64_t Number(std::span<const std::byte> bytes, ByteOrder order) {
  return order == ByteOrder::kLittleEndian ? LittleEndian(bytes) : BigEndian(bytes);
}

/// No writer makes this many; a file of empty chunks must not cost a read for every eight bytes.
inline constexpr int kMaxChunks = 4096;

/// Calls `visit` with each chunk from `offset` on until it returns true, `end` is reached or there
/// were kMaxChunks.
template <typename Visit>
void WalkChunks(ByteSource& source, int64_t offset, int64_t end, ByteOrder order, Visit visit) {
  for (int i = 0; i < kMaxChunks && offset < end; ++i) {
    Chunk chunk;
    if (source.ReadAt(offset, chunk.head) < chunk.head.size()) return;
    chunk.start = offset + static_cast<int64_t>(chunk.head.size());
    chunk.size = Number(std::span(chunk.head).subspan(4), order);
    source.ReadAt(chunk.start, chunk.body);
    if (visit(chunk)) return;
    offset = chunk.start + static_cast<int64_t>(chunk.size + (chunk.size & 1));
  }
}

}  // namespace klay
