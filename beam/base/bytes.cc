#include "beam/base/bytes.h"

#include "beam/base/error.h"

namespace beam {
namespace {

constexpr std::size_t kMaxVarintBytes = 10;
constexpr std::uint32_t kMaxItemsWithoutBytes = 1 << 20;

}  // namespace

void ByteWriter::WriteLongVarint(std::uint64_t value) {
  // Few bytes are appended faster one by one, many in one go.
  char bytes[kMaxVarintBytes];
  std::size_t size = 0;
  if (value < 1 << 21) {
    for (; value >= 0x80; value >>= 7) WriteByte(static_cast<std::uint8_t>(value | 0x80));
    WriteByte(static_cast<std::uint8_t>(value));
    return;
  }
  for (; value >= 0x80; value >>= 7) bytes[size++] = static_cast<char>(value | 0x80);
  bytes[size++] = static_cast<char>(value);
  out_.append(bytes, size);
}

std::uint64_t ByteReader::ReadLongVarint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const std::uint8_t byte = ReadByte();
    if (shift == 63 && byte > 1) break;
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  throw Error(ErrorCode::kDataLoss, "varint is longer than 64 bits");
}

std::uint64_t ByteReader::CheckCount(std::uint64_t count, std::uint64_t min_bytes_each) const {
  if (count > remaining() / (min_bytes_each == 0 ? 1 : min_bytes_each)) {
    throw Error(ErrorCode::kDataLoss,
                "encoded count is larger than the bytes behind it: " + std::to_string(count) +
                    " items, " + std::to_string(remaining()) + " bytes");
  }
  return count;
}

void ByteReader::CountItemWithoutBytes() {
  if (++items_without_bytes_ <= kMaxItemsWithoutBytes) return;
  throw Error(ErrorCode::kDataLoss, "encoded lists hold more items without any bytes than " +
                                        std::to_string(kMaxItemsWithoutBytes));
}

void ByteReader::ThrowEndsEarly(std::uint64_t wanted) const {
  throw Error(ErrorCode::kDataLoss, "encoded value ends early: wanted " + std::to_string(wanted) +
                                        " bytes, found " + std::to_string(remaining()));
}

}  // namespace beam
