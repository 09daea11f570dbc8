#include "klay_beam/audio/codec/declared_data.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "klay_beam/audio/codec/byte_order.h"
#include "klay_beam/audio/codec/chunks.h"

namespace klay {
namespace {

using Bytes = std::span<const std::byte>;

DeclaredData Clip(const ByteSource& source, int64_t start, uint64_t declared, int64_t per_frame) {
  const int64_t rest = std::max<int64_t>(0, source.size() - start);
  const int64_t bytes = static_cast<int64_t>(std::min<uint64_t>(declared, INT64_MAX));
  return {bytes, std::min(bytes, rest), per_frame};
}

/// What a writer leaves in a 32-bit size field that it could not go back to.
bool LeftOpen(uint64_t size) {
  return size == 0 || size >= 0xFFFFFF00u || (size >= 0x7FFFF000u && size <= 0x80000000u);
}

std::optional<DeclaredData> WalkWave(ByteSource& source, ByteOrder order) {
  uint64_t size_in_ds64 = 0;
  int64_t per_frame = 0;
  std::optional<DeclaredData> found;
  WalkChunks(source, kFirstChunk, source.size(), order, [&](const Chunk& chunk) {
    if (chunk.Is("ds64")) size_in_ds64 = Number(chunk.Field(8, 8), order);
    if (chunk.Is("fmt ")) {
      // Only PCM (1), float (3), the G.711 laws (6, 7) and their extensible form have frames of a
      // fixed size.
      const uint64_t encoding = Number(chunk.Field(0, 2), order);
      const bool fixed =
          encoding == 1 || encoding == 3 || encoding == 6 || encoding == 7 || encoding == 0xFFFE;
      if (fixed) per_frame = static_cast<int64_t>(Number(chunk.Field(12, 2), order));
    }
    if (!chunk.Is("data")) return false;
    if (chunk.size == 0xFFFFFFFFu && size_in_ds64 > 0) {
      found = Clip(source, chunk.start, size_in_ds64, per_frame);
    } else if (!LeftOpen(chunk.size)) {
      found = Clip(source, chunk.start, chunk.size, per_frame);
    }
    return true;
  });
  return found;
}

std::optional<DeclaredData> WalkAiff(ByteSource& source) {
  int64_t per_frame = 0;
  std::optional<DeclaredData> found;
  const auto pcm = [](const Chunk& common) {
    if (common.size < 22) return true;  // AIFF, not AIFF-C.
    static constexpr std::string_view kPcm[] = {"NONE", "twos", "sowt", "fl32", "FL32", "fl64"};
    return std::ranges::any_of(kPcm, [&](auto tag) { return HasTag(common.body(), 18, tag); });
  };
  WalkChunks(source, kFirstChunk, source.size(), ByteOrder::kBigEndian, [&](const Chunk& chunk) {
    if (chunk.Is("COMM") && pcm(chunk)) {
      per_frame = static_cast<int64_t>(BigEndian(chunk.Field(0, 2)) *
                                       ((BigEndian(chunk.Field(6, 2)) + 7) / 8));
    }
    if (!chunk.Is("SSND")) return false;
    if (!LeftOpen(chunk.size) && chunk.size > 8) {
      found = Clip(source, chunk.start + 8, chunk.size - 8, per_frame);
    }
    return true;
  });
  return found;
}

std::optional<DeclaredData> WalkCaf(ByteSource& source) {
  int64_t offset = 8;
  int64_t per_frame = 0;
  for (int i = 0; i < kMaxChunks; ++i) {
    std::array<std::byte, 12> head{};
    if (source.ReadAt(offset, head) < head.size()) break;
    const auto size = static_cast<int64_t>(BigEndian(Bytes(head).subspan(4)));
    const int64_t start = offset + 12;
    if (HasTag(head, 0, "desc")) {
      std::array<std::byte, 32> body{};
      source.ReadAt(start, body);
      const bool fixed = HasTag(body, 8, "lpcm");
      if (fixed) per_frame = static_cast<int64_t>(BigEndian(Bytes(body).subspan(16, 4)));
    }
    if (HasTag(head, 0, "data")) {
      // The data starts with a 4-byte edit count; a size of -1 runs to the end.
      if (size <= 4) break;
      return Clip(source, start + 4, static_cast<uint64_t>(size - 4), per_frame);
    }
    if (size < 0 || size > source.size()) break;
    offset = start + size;
  }
  return std::nullopt;
}

std::optional<DeclaredData> ReadAu(ByteSource& source, Bytes head) {
  const uint64_t start = BigEndian(head.subspan(4, 4));
  const uint64_t size = BigEndian(head.subspan(8, 4));
  if (LeftOpen(size)) return std::nullopt;
  static constexpr int kBytesOfEncoding[] = {0, 1, 1, 2, 3, 4, 4, 8};
  const uint64_t encoding = BigEndian(head.subspan(12, 4));
  const uint64_t sample_bytes = encoding < 8 ? kBytesOfEncoding[encoding] : 0;
  const auto per_frame = static_cast<int64_t>(sample_bytes * BigEndian(head.subspan(20, 4)));
  return Clip(source, static_cast<int64_t>(start), size, per_frame);
}

struct EbmlNumber {
  size_t length = 0;  ///< 0 when the bytes do not hold one.
  uint64_t value = 0;
  bool open = false;  ///< All value bits set: length unknown.
};

/// RFC 8794, section 4: the leading zeros of the first byte tell the length.
EbmlNumber ReadEbmlNumber(Bytes bytes) {
  if (bytes.empty() || bytes[0] == std::byte{0}) return {};
  size_t length = 1;
  while ((bytes[0] & (std::byte{0x80} >> (length - 1))) == std::byte{0}) ++length;
  if (bytes.size() < length) return {};
  const uint64_t mask = (uint64_t{1} << (7 * length)) - 1;
  const uint64_t value = BigEndian(bytes.first(length)) & mask;
  return {length, value, value == mask};
}

std::optional<DeclaredData> ReadMatroska(ByteSource& source, Bytes file_head) {
  const EbmlNumber header = ReadEbmlNumber(file_head.subspan(4));
  if (header.length == 0 || header.value > 4096) return std::nullopt;
  const int64_t segment = 4 + static_cast<int64_t>(header.length + header.value);
  std::array<std::byte, 12> head{};
  if (source.ReadAt(segment, head) < head.size() || !HasTag(head, 0, "\x18\x53\x80\x67")) {
    return std::nullopt;
  }
  const EbmlNumber size = ReadEbmlNumber(Bytes(head).subspan(4));
  if (size.length == 0 || size.open || size.value == 0) return std::nullopt;
  return Clip(source, segment + 4 + static_cast<int64_t>(size.length), size.value, 0);
}

/// The boxes of ISO/IEC 14496-12 on the outermost level, to the last one with media or its index in
/// it.
std::optional<DeclaredData> WalkBoxes(ByteSource& source) {
  std::optional<DeclaredData> last;
  int64_t offset = 0;
  for (int i = 0; i < kMaxChunks; ++i) {
    std::array<std::byte, 16> head{};
    if (source.ReadAt(offset, head) < 8) break;
    uint64_t size = BigEndian(Bytes(head).first(4));
    if (size == 1) size = BigEndian(Bytes(head).subspan(8));
    if (size < 8) break;
    if (HasTag(head, 4, "mdat") || HasTag(head, 4, "moov") || HasTag(head, 4, "moof")) {
      last = Clip(source, offset, size, 0);
    }
    if (size > static_cast<uint64_t>(source.size() - offset)) break;
    offset += static_cast<int64_t>(size);
  }
  return last;
}

}  // namespace

std::string DescribeShortfall(const std::optional<DeclaredData>& data, int64_t decoded_frames) {
  if (!data || data->present_bytes >= data->declared_bytes) return "";
  if (data->bytes_per_frame > 0) {
    return "truncated: header declares " +
           std::to_string(data->declared_bytes / data->bytes_per_frame) + " frames, " +
           std::to_string(decoded_frames) + " decoded";
  }
  return "truncated: header declares " + std::to_string(data->declared_bytes) + " bytes, " +
         std::to_string(data->present_bytes) + " present";
}

std::optional<DeclaredData> FindDeclaredData(ByteSource& source) {
  std::array<std::byte, 24> head{};
  if (source.ReadAt(0, head) < head.size()) return std::nullopt;
  if (HasTag(head, 8, "WAVE")) return WalkWave(source, WaveOrder(head));
  if (HasTag(head, 0, "FORM")) return WalkAiff(source);
  if (HasTag(head, 0, "caff")) return WalkCaf(source);
  if (HasTag(head, 0, ".snd")) return ReadAu(source, head);
  return std::nullopt;
}

std::optional<DeclaredData> FindDeclaredContainer(ByteSource& source) {
  std::array<std::byte, 16> head{};
  if (source.ReadAt(0, head) < head.size()) return std::nullopt;
  if (HasTag(head, 0, "\x1A\x45\xDF\xA3")) return ReadMatroska(source, head);
  if (HasTag(head, 0, "RIFF") && HasTag(head, 8, "AVI ")) {
    const uint64_t size = LittleEndian(Bytes(head).subspan(4, 4));
    return LeftOpen(size) ? std::nullopt : std::optional(Clip(source, 8, size, 0));
  }
  if (HasTag(head, 4, "ftyp")) return WalkBoxes(source);
  return std::nullopt;
}

}  // namespace klay
