#include "beam/base/bytes.h"

#include "beam/base/error.h"

namespace beam {

void ByteWriter::WriteVarint(std::uint64_t value) {
  while (value >= 0x80) {
    WriteByte(static_cast<std::uint8_t>(value | 0x80));
    value >>= 7;
  }
  WriteByte(static_cast<std::uint8_t>(value));
}

void ByteWriter::WriteBigEndian32(std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) WriteByte(static_cast<std::uint8_t>(value >> shift));
}

void ByteWriter::WriteBigEndian64(std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) WriteByte(static_cast<std::uint8_t>(value >> shift));
}

std::string_view ByteReader::ReadBytes(std::uint64_t count) {
  if (count > bytes_.size()) {
    throw Error(ErrorCode::kDataLoss, "encoded value ends early: wanted " + std::to_string(count) +
                                          " bytes, found " + std::to_string(bytes_.size()));
  }
  std::string_view taken = bytes_.substr(0, count);
  bytes_.remove_prefix(count);
  return taken;
}

std::uint64_t ByteReader::ReadVarint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const std::uint8_t byte = ReadByte();
    if (shift == 63 && byte > 1) break;
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  throw Error(ErrorCode::kDataLoss, "varint is longer than 64 bits");
}

std::uint32_t ByteReader::ReadBigEndian32() {
  std::uint32_t value = 0;
  for (char byte : ReadBytes(4)) value = value << 8 | static_cast<std::uint8_t>(byte);
  return value;
}

std::uint64_t ByteReader::ReadBigEndian64() {
  std::uint64_t value = 0;
  for (char byte : ReadBytes(8)) value = value << 8 | static_cast<std::uint8_t>(byte);
  return value;
}

std::uint64_t ByteReader::CheckCount(std::uint64_t count, std::uint64_t min_bytes_each) const {
  if (count > remaining() / (min_bytes_each == 0 ? 1 : min_bytes_each)) {
    throw Error(ErrorCode::kDataLoss,
                "encoded count is larger than the bytes behind it: " + std::to_string(count) +
                    " items, " + std::to_string(remaining()) + " bytes");
  }
  return count;
}

}  // namespace beam
