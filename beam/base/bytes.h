#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace beam {

static_assert(std::endian::native == std::endian::little, "beam: bytes.h swaps the order of bytes");

/// A string of bytes as an element: no text, no encoding.
struct Bytes {
  std::string data;
  auto operator<=>(const Bytes&) const = default;
};

/// Appends wire-format values to a string: what coders write to.
class ByteWriter {
 public:
  /// Appends to `out`, which must outlive the writer.
  explicit ByteWriter(std::string& out) : out_(out) {}

  void WriteByte(std::uint8_t byte) { out_.push_back(static_cast<char>(byte)); }
  void WriteBytes(std::string_view bytes) { out_.append(bytes); }
  /// Base-128, least significant group first (protobuf's varint).
  void WriteVarint(std::uint64_t value) {
    if (value < 0x80) {
      WriteByte(static_cast<std::uint8_t>(value));
    } else {
      WriteLongVarint(value);
    }
  }
  void WriteBigEndian16(std::uint16_t value) { WriteNative(__builtin_bswap16(value)); }
  void WriteBigEndian32(std::uint32_t value) { WriteNative(__builtin_bswap32(value)); }
  void WriteBigEndian64(std::uint64_t value) { WriteNative(__builtin_bswap64(value)); }

 private:
  void WriteLongVarint(std::uint64_t value);

  template <class Integer>
  void WriteNative(Integer value) {
    char bytes[sizeof(value)];
    std::memcpy(bytes, &value, sizeof(value));
    out_.append(bytes, sizeof(value));
  }

  std::string& out_;
};

/// Takes wire-format values off the front of a buffer. Each read that wants more than there is
/// throws data_loss.
class ByteReader {
 public:
  /// Reads `bytes`, which must outlive the reader.
  explicit ByteReader(std::string_view bytes)
      : next_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  std::uint8_t ReadByte() { return static_cast<std::uint8_t>(*Take(1)); }
  std::string_view ReadBytes(std::uint64_t count) { return {Take(count), count}; }
  std::uint64_t ReadVarint() {
    if (next_ != end_ && static_cast<std::uint8_t>(*next_) < 0x80) {
      return static_cast<std::uint8_t>(*next_++);
    }
    return ReadLongVarint();
  }
  std::uint16_t ReadBigEndian16() { return __builtin_bswap16(ReadNative<std::uint16_t>()); }
  std::uint32_t ReadBigEndian32() { return __builtin_bswap32(ReadNative<std::uint32_t>()); }
  std::uint64_t ReadBigEndian64() { return __builtin_bswap64(ReadNative<std::uint64_t>()); }

  std::uint64_t remaining() const { return static_cast<std::uint64_t>(end_ - next_); }
  /// What has not been read yet.
  std::string_view rest() const { return {next_, static_cast<std::size_t>(end_ - next_)}; }

  /// A count of things of at least `min_bytes_each`; throws data_loss when the rest of the buffer
  /// cannot hold them, so that a lying count never makes anybody allocate.
  std::uint64_t CheckCount(std::uint64_t count, std::uint64_t min_bytes_each) const;

  /// Whoever decodes a list says so of each item that took no bytes. Throws data_loss when there
  /// are more of them, over all, than anybody means: no bytes must not fill the memory.
  void CountItemWithoutBytes();

 private:
  const char* Take(std::uint64_t count) {
    if (count > remaining()) ThrowEndsEarly(count);
    const char* taken = next_;
    next_ += count;
    return taken;
  }
  template <class Integer>
  Integer ReadNative() {
    Integer value;
    std::memcpy(&value, Take(sizeof(value)), sizeof(value));
    return value;
  }
  std::uint64_t ReadLongVarint();
  [[noreturn]] void ThrowEndsEarly(std::uint64_t wanted) const;

  const char* next_;
  const char* end_;
  std::uint32_t items_without_bytes_ = 0;
};

}  // namespace beam
