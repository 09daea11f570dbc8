#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace beam::io {

/// Undoes one kind of compression, step by step, holding no more than a window of the data. A file
/// may have several parts (gzip members, zstd frames, bzip2 streams) one after the other.
class Decoder {
 public:
  virtual ~Decoder() = default;
  /// Takes bytes off the front of `in` and fills `out` from the front, moving both on past what was
  /// used. Stops when one of them is empty or a part ends. With `in` empty it puts out what it
  /// still holds. Throws data_loss for bytes that no encoder writes.
  virtual void Decode(std::string_view& in, std::span<std::byte>& out) = 0;
  /// Whether a part has ended and none has begun since: only here may the file end.
  virtual bool IsBetweenParts() const = 0;
};

/// Compresses what it is given, as one part.
class Encoder {
 public:
  virtual ~Encoder() = default;
  /// Appends to `out` what is ready of `in` and of what came before.
  virtual void Encode(std::string_view in, std::string& out) = 0;
  /// Appends the rest. Nothing can be encoded later.
  virtual void Finish(std::string& out) = 0;
};

std::unique_ptr<Decoder> MakeGzipDecoder();
std::unique_ptr<Encoder> MakeGzipEncoder();
std::unique_ptr<Decoder> MakeZstdDecoder();
std::unique_ptr<Encoder> MakeZstdEncoder();
std::unique_ptr<Decoder> MakeBzip2Decoder();
std::unique_ptr<Encoder> MakeBzip2Encoder();

}  // namespace beam::io
