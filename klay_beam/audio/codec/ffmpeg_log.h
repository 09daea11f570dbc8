#pragma once

#include <string>

namespace klay {

/// While it lives, what FFmpeg's libraries log as an error on this thread is kept here. From the
/// first one on, nothing that they log reaches the terminal.
class FfmpegLogCapture {
 public:
  FfmpegLogCapture();
  FfmpegLogCapture(const FfmpegLogCapture&) = delete;
  FfmpegLogCapture& operator=(const FfmpegLogCapture&) = delete;
  ~FfmpegLogCapture();

  /// The last error line, without its end; empty when there was none.
  const std::string& last() const { return last_; }

  /// Called by FFmpeg's hook.
  void Keep(std::string line) { last_ = std::move(line); }

 private:
  FfmpegLogCapture* outer_;
  std::string last_;
};

}  // namespace klay
