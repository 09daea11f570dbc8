#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace beam {

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
  void WriteVarint(std::uint64_t value);
  void WriteBigEndian32(std::uint32_t value);
  void WriteBigEndian64(std::uint64_t value);

 private:
  std::string& out_;
};

/// Takes wire-format values off the front of a buffer. Each read that wants more than there is
/// throws data_loss.
class ByteReader {
 public:
  /// Reads `bytes`, which must outlive the reader.
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  std::uint8_t ReadByte() { return static_cast<std::uint8_t>(ReadBytes(1)[0]); }
  std::string_view ReadBytes(std::uint64_t count);
  std::uint64_t ReadVarint();
  std::uint32_t ReadBigEndian32();
  std::uint64_t ReadBigEndian64();

  std::uint64_t remaining() const { return bytes_.size(); }

  /// A count of things of at least `min_bytes_each`; throws data_loss when the rest of the buffer
  /// cannot hold them, so that a lying count never makes anybody allocate.
  std::uint64_t CheckCount(std::uint64_t count, std::uint64_t min_bytes_each) const;

 private:
  std::string_view bytes_;
};

}  // namespace beam
