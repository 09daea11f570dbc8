#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "beam/exec/coarse_clock.h"

namespace beam::exec {

/// Gathers the encoded elements of one output, until they are many or have waited.
class WireOutput {
 public:
  virtual ~WireOutput() = default;

  /// Whoever has appended an element to it calls ElementAdded().
  std::string& bytes() { return bytes_; }
  void ElementAdded() {
    if (keeps_ends_) ends_.push_back(bytes_.size());
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
    Discard();
  }
  /// Forgets it.
  void Discard() {
    bytes_.clear();
    ends_.clear();
    is_empty_ = true;
  }

 protected:
  /// Remembers where elements end from now on.
  void KeepEnds() { keeps_ends_ = true; }
  /// Where each of the elements in bytes() ends.
  const std::vector<std::size_t>& ends() const { return ends_; }

 private:
  static constexpr std::size_t kMaxBytes = 1 << 20;
  static constexpr std::chrono::milliseconds kMaxWait{100};

  /// May take the bytes.
  virtual void Send(std::string& bytes) = 0;

  std::string bytes_;
  std::vector<std::size_t> ends_;
  bool keeps_ends_ = false;
  bool is_empty_ = true;
  std::chrono::nanoseconds first_at_{};
};

}  // namespace beam::exec
