#include "klay_beam/audio/codec/sink_cursor.h"

#include <algorithm>

namespace klay {

bool SinkCursor::Write(std::span<const std::byte> bytes) noexcept {
  if (failure_ != nullptr) return false;
  try {
    sink_.WriteAt(position_, bytes);
  } catch (...) {
    failure_ = std::current_exception();
    return false;
  }
  position_ += static_cast<int64_t>(bytes.size());
  return true;
}

void SinkCursor::SeekTo(int64_t position) noexcept {
  position_ = std::clamp<int64_t>(position, 0, size());
}

void SinkCursor::Rethrow() const {
  if (failure_ != nullptr) std::rethrow_exception(failure_);
}

}  // namespace klay
