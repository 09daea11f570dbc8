#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "beam/exec/coarse_clock.h"

namespace beam::exec {

/// Gathers the encoded elements of one output, until they are many or have waited.
class WireOutput {
 public:
  virtual ~WireOutput() = default;

  /// Whoever has appended an element to it calls ElementAdded().
  std::string& bytes() { return bytes_; }
  void ElementAdded() {
    if (bytes_.size() >= kMaxBytes) {
      Flush();
    } else {
      FlushIfOld();
    }
  }
  /// Called between elements, too, so that what was put out does not wait for the next output.
  void FlushIfOld() {
    const std::chrono::nanoseconds now = CoarseNow();
    if (is_empty_) {
      is_empty_ = bytes_.empty();
      first_at_ = now;
    } else if (now - first_at_ >= kMaxWait) {
      Flush();
    }
  }
  /// Sends what has been gathered.
  void Flush() {
    if (!bytes_.empty()) Send(bytes_);
    bytes_.clear();
    is_empty_ = true;
  }
  /// Forgets it.
  void Discard() {
    bytes_.clear();
    is_empty_ = true;
  }

 private:
  static constexpr std::size_t kMaxBytes = 1 << 20;
  static constexpr std::chrono::milliseconds kMaxWait{100};

  /// May take the bytes.
  virtual void Send(std::string& bytes) = 0;

  std::string bytes_;
  bool is_empty_ = true;
  std::chrono::nanoseconds first_at_{};
};

}  // namespace beam::exec
