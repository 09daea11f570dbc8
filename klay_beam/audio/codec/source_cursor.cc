#include "klay_beam/audio/codec/source_cursor.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "beam/base/error.h"

namespace klay {
namespace {

// Demuxers read a file about once, and twice or thrice when they look for an index. One that is led
// in circles by a corrupt file reads on for ever: this is where it ends.
constexpr int64_t kBudgetPerByte = 64;
constexpr int64_t kBudgetBase = int64_t{64} << 20;

}  // namespace

size_t SourceCursor::Read(std::span<std::byte> out) noexcept {
  if (failure_ != nullptr || position_ < 0) return 0;
  size_t done = 0;
  try {
    while (done < out.size()) {
      const std::span<std::byte> rest = out.subspan(done);
      const int64_t into = position_ - buffer_start_;
      if (into >= 0 && into < static_cast<int64_t>(buffer_length_)) {
        const auto start = static_cast<size_t>(into);
        const size_t count = std::min(rest.size(), buffer_length_ - start);
        std::memcpy(rest.data(), buffer_.data() + start, count);
        position_ += static_cast<int64_t>(count);
        done += count;
      } else if (rest.size() >= buffer_.size()) {
        const size_t count = ReadSource(position_, rest);
        position_ += static_cast<int64_t>(count);
        return done + count;
      } else {
        buffer_start_ = position_;
        buffer_length_ = ReadSource(position_, buffer_);
        if (buffer_length_ == 0) break;
      }
    }
  } catch (...) {
    failure_ = std::current_exception();
  }
  return done;
}

size_t SourceCursor::ReadSource(int64_t offset, std::span<std::byte> out) {
  if (bytes_read_ > kBudgetBase + kBudgetPerByte * source_.size()) {
    throw beam::Error(
        beam::ErrorCode::kDataLoss,
        "corrupt structure: the decoder reads the same bytes again and again: " + source_.name());
  }
  const size_t count = source_.ReadAt(offset, out);
  const int64_t left = std::max<int64_t>(0, source_.size() - offset);
  if (static_cast<int64_t>(count) < std::min(left, static_cast<int64_t>(out.size()))) {
    throw beam::Error(beam::ErrorCode::kDataLoss,
                      "became shorter while it was read: " + source_.name() + ", " +
                          std::to_string(source_.size()) + " bytes at first, " +
                          std::to_string(offset + static_cast<int64_t>(count)) + " now");
  }
  bytes_read_ += static_cast<int64_t>(count);
  return count;
}

void SourceCursor::Rethrow() const {
  if (failure_ != nullptr) std::rethrow_exception(failure_);
}

}  // namespace klay
