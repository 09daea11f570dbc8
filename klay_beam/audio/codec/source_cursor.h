#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <span>
#include <vector>

#include "klay_beam/audio/byte_source.h"

namespace klay {

/// A read position over a ByteSource for the callbacks of C libraries: nothing here throws through
/// their frames. A failure of the source is kept and thrown by Rethrow, which the C++ side calls
/// after each call into the library.
class SourceCursor {
 public:
  /// Reads ahead by `buffer_bytes`; 0 when the library buffers itself.
  SourceCursor(ByteSource& source, size_t buffer_bytes) : source_(source), buffer_(buffer_bytes) {}

  /// Reads on from position(); fewer bytes than asked at the end, after a failure, and when the
  /// budget is used up.
  size_t Read(std::span<std::byte> out) noexcept;

  void SeekTo(int64_t position) noexcept { position_ = position; }
  int64_t position() const noexcept { return position_; }
  int64_t size() const noexcept { return source_.size(); }
  bool failed() const noexcept { return failure_ != nullptr; }

  /// Throws what the source threw, if it did; data_loss when the source ended before its size, or
  /// when the library read it so many times over that it must be going round in circles.
  void Rethrow() const;

 private:
  size_t ReadSource(int64_t offset, std::span<std::byte> out);

  ByteSource& source_;
  std::vector<std::byte> buffer_;
  int64_t buffer_start_ = 0;
  size_t buffer_length_ = 0;
  int64_t position_ = 0;
  int64_t bytes_read_ = 0;
  std::exception_ptr failure_;
};

}  // namespace klay
