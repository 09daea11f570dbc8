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
  static constexpr size_t kHead = 8;

  std::array<std::byte, kHead + 32> bytes{};  ///< The first of them; zeros behind the file's end.
  int64_t start = 0;                          ///< Of the body, in the file.
  uint64_t size = 0;                          ///< Of the body, as declared.

  bool Is(std::string_view tag) const { return HasTag(bytes, 0, tag); }
  std::span<const std::byte> body() const { return std::span(bytes).subspan(kHead); }
  std::span<const std::byte> Field(size_t offset, size_t length) const {
    return body().subspan(offset, length);
  }
};

/// Where the first chunk of a RIFF, RIFX, RF64 or FORM file begins.
inline constexpr int64_t kFirstChunk = 12;

enum class ByteOrder { kBigEndian, kLittleEndian };

inline uint64_t Number(std::span<const std::byte> bytes, ByteOrder order) {
  return order == ByteOrder::kLittleEndian ? LittleEndian(bytes) : BigEndian(bytes);
}

/// Of a file's numbers, which begins with `head` and has "WAVE" in it.
inline ByteOrder WaveOrder(std::span<const std::byte> head) {
  return HasTag(head, 0, "RIFX") ? ByteOrder::kBigEndian : ByteOrder::kLittleEndian;
}

/// No writer makes this many; a file of empty chunks must not cost a read for every eight bytes.
inline constexpr int kMaxChunks = 4096;

/// Calls `visit` with each chunk from `offset` on until it returns true, `end` is reached or there
/// were kMaxChunks.
template <typename Visit>
void WalkChunks(ByteSource& source, int64_t offset, int64_t end, ByteOrder order, Visit visit) {
  for (int i = 0; i < kMaxChunks && offset < end; ++i) {
    Chunk chunk;
    if (source.ReadAt(offset, chunk.bytes) < Chunk::kHead) return;
    chunk.start = offset + static_cast<int64_t>(Chunk::kHead);
    chunk.size = Number(std::span(chunk.bytes).subspan(4, 4), order);
    if (visit(chunk)) return;
    offset = chunk.start + static_cast<int64_t>(chunk.size + (chunk.size & 1));
  }
}

}  // namespace klay
