#include "klay_beam/audio/codec/ogg_pages.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "klay_beam/audio/codec/byte_order.h"
#include "klay_beam/audio/codec/source_cursor.h"

namespace klay {
namespace {

using Bytes = std::span<const std::byte>;

constexpr size_t kPageHead = 27;
constexpr size_t kMostSegments = 255;
constexpr size_t kLargestPage = kPageHead + kMostSegments + kMostSegments * 255;
constexpr size_t kReadAhead = 64 << 10;
constexpr size_t kSerialAt = 14;
constexpr size_t kChecksumAt = 22;
constexpr std::byte kBeginOfStream{2};
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

/// How far behind the start of `bytes` the next page may begin.
size_t NextTag(Bytes bytes) {
  constexpr std::string_view kTag = "OggS";
  size_t at = 1;
  while (at + kTag.size() <= bytes.size() && !HasTag(bytes, at, kTag)) ++at;
  return at;
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

/// From the head of the file's last page to the file's end; empty when there is no page.
std::vector<std::byte> LastPage(ByteSource& source) {
  const int64_t start =
      std::max<int64_t>(0, source.size() - static_cast<int64_t>(2 * kLargestPage));
  std::vector<std::byte> tail(static_cast<size_t>(source.size() - start));
  tail.resize(source.ReadAt(start, tail));
  for (size_t i = tail.size(); i-- > 0;) {
    if (HasTag(tail, i, "OggS")) return {tail.begin() + static_cast<ptrdiff_t>(i), tail.end()};
  }
  return {};
}

/// The stream numbers of the pages that begin a stream at the start of the file.
std::vector<uint32_t> FirstSerials(ByteSource& source) {
  std::vector<uint32_t> serials;
  std::vector<std::byte> head(kLargestPage);
  int64_t offset = 0;
  while (true) {
    const Bytes page = Bytes(head).first(source.ReadAt(offset, head));
    const std::optional<size_t> length = PageLength(page);
    if (!length || !HasTag(page, 0, "OggS") || (page[5] & kBeginOfStream) == std::byte{0}) break;
    serials.push_back(static_cast<uint32_t>(LittleEndian(page.subspan(kSerialAt, 4))));
    offset += static_cast<int64_t>(*length);
  }
  return serials;
}

}  // namespace

std::optional<std::string> DamageAtOggEnd(ByteSource& source) {
  const std::vector<std::byte> page = LastPage(source);
  if (page.empty()) return "truncated: no Ogg page at the end";
  const std::optional<size_t> length = PageLength(page);
  if (!length || *length > page.size()) return "truncated: the last Ogg page is cut short";
  if ((page[5] & kEndOfStream) == std::byte{0}) {
    return "truncated: the last Ogg page does not end its stream";
  }
  return std::nullopt;
}

bool IsChainedOgg(ByteSource& source) {
  const std::vector<std::byte> last = LastPage(source);
  if (last.size() < kPageHead) return false;
  const auto serial = static_cast<uint32_t>(LittleEndian(Bytes(last).subspan(kSerialAt, 4)));
  return std::ranges::count(FirstSerials(source), serial) == 0;
}

std::vector<ByteRange> OggLinks(ByteSource& source, size_t most) {
  std::vector<ByteRange> links;
  SourceCursor cursor(source, kReadAhead);
  std::array<std::byte, kPageHead + kMostSegments> bytes{};
  bool beginning = false;
  int64_t offset = 0;
  while (links.size() <= most) {
    cursor.SeekTo(offset);
    const Bytes page = Bytes(bytes).first(cursor.Read(bytes));
    cursor.Rethrow();
    if (page.size() < kPageHead) break;
    const std::optional<size_t> length = PageLength(page);
    if (!length || !HasTag(page, 0, "OggS")) {
      offset += static_cast<int64_t>(NextTag(page));  // Corrupt.
      continue;
    }
    const bool begins = (page[5] & kBeginOfStream) != std::byte{0};
    if (begins && !beginning) links.push_back({.offset = offset});
    beginning = begins;
    offset += static_cast<int64_t>(*length);
  }
  for (size_t i = 0; i < links.size(); ++i) {
    const int64_t end = i + 1 < links.size() ? links[i + 1].offset : source.size();
    links[i].length = end - links[i].offset;
  }
  if (links.size() > most) links.pop_back();
  return links;
}

void SetOggSerial(std::string& ogg, uint32_t serial) {
  std::span<std::byte> rest = std::as_writable_bytes(std::span(ogg.data(), ogg.size()));
  while (HasTag(rest, 0, "OggS")) {
    const std::optional<size_t> length = PageLength(rest);
    if (!length || *length > rest.size()) return;
    const std::span<std::byte> page = rest.first(*length);
    PutLittleEndian(page.subspan(kSerialAt, 4), serial);
    PutLittleEndian(page.subspan(kChecksumAt, 4), 0);
    PutLittleEndian(page.subspan(kChecksumAt, 4), OggCrc(page));
    rest = rest.subspan(*length);
  }
}

}  // namespace klay
