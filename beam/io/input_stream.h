#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "beam/io/file_system.h"

namespace beam::io {

/// Bytes that are read once, from front to back, by one thread.
class InputStream {
 public:
  virtual ~InputStream() = default;
  /// Fills `buffer`; returns how many bytes there were, fewer only at the end.
  virtual std::size_t Read(std::span<std::byte> buffer) = 0;
};

/// The bytes of `file` from `offset` on.
std::unique_ptr<InputStream> StreamFrom(std::unique_ptr<RandomAccessFile> file,
                                        std::int64_t offset = 0);

/// All that is left of `stream`. `expected_bytes` is a guess that saves copying.
std::string ReadRest(InputStream& stream, std::size_t expected_bytes = 0);

}  // namespace beam::io
