#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace klay {

/// Bytes of known length that can be read from anywhere: a file, a buffer, an object in a store.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  /// Fills `out` from byte `offset` on and returns how many bytes there were: fewer than asked only
  /// at the end. Throws beam::Error when reading fails.
  virtual size_t ReadAt(int64_t offset, std::span<std::byte> out) = 0;

  /// Length [bytes].
  virtual int64_t size() const = 0;

  /// What messages call it: a path or a URL.
  virtual const std::string& name() const = 0;
};

/// Opens a regular file. Throws not_found, permission_denied, or invalid_argument for anything that
/// is not a regular file (a directory, FIFO, device or socket; none of them blocks).
std::unique_ptr<ByteSource> OpenFileSource(const std::string& path);

/// A source over `bytes`, which it keeps.
std::unique_ptr<ByteSource> OpenMemorySource(std::string name, std::vector<std::byte> bytes);

/// The same from a string's bytes, as Encode returns them.
std::unique_ptr<ByteSource> OpenMemorySource(std::string name, std::string bytes);

}  // namespace klay
