#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <span>

#include "klay_beam/audio/byte_sink.h"

namespace klay {

/// A write position in a ByteSink for the callbacks of C libraries: nothing here throws through
/// their frames. What the sink throws is kept and thrown by Rethrow, which the C++ side calls after
/// each call into the library.
class SinkCursor {
 public:
  explicit SinkCursor(ByteSink& sink) : sink_(sink) {}

  /// Writes at position() and moves behind; false when the sink failed, now or before.
  bool Write(std::span<const std::byte> bytes) noexcept;

  /// Cut to what there is.
  void SeekTo(int64_t position) noexcept;

  int64_t position() const noexcept { return position_; }
  int64_t size() const noexcept { return sink_.size(); }

  /// Throws what the sink threw, if it did.
  void Rethrow() const;

 private:
  ByteSink& sink_;
  int64_t position_ = 0;
  std::exception_ptr failure_;
};

}  // namespace klay
