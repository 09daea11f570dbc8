#include "klay_beam/audio/codec/ogg_pages.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "klay_beam/audio/codec/byte_order.h"

namespace klay {
namespace {

using Bytes = std::span<const std::byte>;

constexpr size_t kPageHead = 27;
constexpr size_t kLargestPage = kPageHead + 255 + size_t{255} * 255;
constexpr std::byte kEndOfStream{4};

/// The whole length of the page whose head starts `page`; absent when `page` ends before its
/// segment table does.
std::optional<size_t> PageLength(Bytes page) {
  if (page.size() < kPageHead) return std::nullopt;
  const auto segments = std::to_integer<size_t>(page[26]);
  if (page.size() < kPageHead + segments) return std::nullopt;
  size_t length = kPageHead + segments;
  for (const std::byte lace : page.subspan(kPageHead, segments)) {
    length += std::to_integer<size_t>(lace);
  }
  return length;
}

constexpr std::array<uint32_t, 256> MakeCrcTable() {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t crc = i << 24;
    for (int bit = 0; bit < 8; ++bit) crc = crc << 1 ^ (crc >> 31 ? 0x04C11DB7u : 0u);
    table[i] = crc;
  }
  return table;
}

/// RFC 3533's checksum: polynomial 0x04C11DB7, no reflection, start and final xor 0.
uint32_t OggCrc(Bytes page) {
  static constexpr std::array<uint32_t, 256> kTable = MakeCrcTable();
  uint32_t crc = 0;
  for (const std::byte b : page) {
    crc = crc << 8 ^ kTable[crc >> 24 ^ std::to_integer<uint32_t>(b)];
  }
  return crc;
}

void PutLittleEndian(std::span<std::byte> out, uint32_t value) {
  for (std::byte& b : out) {
    b = static_cast<std::byte>(value & 0xFF);
    value >>= 8;
  }
}

}  // namespace

std::optional<std::string> DamageAtOggEnd(ByteSource& source) {
  const int64_t start =
      std::max<int64_t>(0, source.size() - static_cast<int64_t>(2 * kLargestPage));
  std::vector<std::byte> tail(static_cast<size_t>(source.size() - start));
  tail.resize(source.ReadAt(start, tail));
  for (size_t i = tail.size(); i-- > 0;) {
    if (!HasTag(tail, i, "OggS")) continue;
    const Bytes page = Bytes(tail).subspan(i);
    const std::optional<size_t> length = PageLength(page);
    if (!length || *length > page.size()) return "truncated: the last Ogg page is cut short";
    if ((page[5] & kEndOfStream) == std::byte{0}) {
      return "truncated: the last Ogg page does not end its stream";
    }
    return std::nullopt;
  }
  return "truncated: no Ogg page at the end";
}

void SetOggSerial(std::string& ogg, uint32_t serial) {
  std::span<std::byte> rest = std::as_writable_bytes(std::span(ogg.data(), ogg.size()));
  while (HasTag(rest, 0, "OggS")) {
    const std::optional<size_t> length = PageLength(rest);
    if (!length || *length > rest.size()) return;
    const std::span<std::byte> page = rest.first(*length);
    PutLittleEndian(page.subspan(14, 4), serial);
    PutLittleEndian(page.subspan(22, 4), 0);
    PutLittleEndian(page.subspan(22, 4), OggCrc(page));
    rest = rest.subspan(*length);
  }
}

}  // namespace klay
