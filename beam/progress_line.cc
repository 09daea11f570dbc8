#include "beam/progress_line.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

namespace beam {
namespace {

constexpr const char* kClearLine = "\r\x1b[K";

std::size_t TerminalWidth(int file_descriptor) {
  winsize size = {};
  if (ioctl(file_descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

}  // namespace

ProgressLine::ProgressLine(int file_descriptor)
    : file_descriptor_(file_descriptor), is_terminal_(isatty(file_descriptor) == 1) {}

ProgressLine::~ProgressLine() {
  if (is_shown_) Write(kClearLine);
}

void ProgressLine::Show(const std::string& text) {
  if (!is_terminal_) return;
  is_shown_ = true;
  Write(kClearLine + text.substr(0, TerminalWidth(file_descriptor_) - 1));
}

void ProgressLine::Write(const std::string& bytes) const {
  // A terminal that takes no bytes loses a line of progress, nothing else.
  [[maybe_unused]] const ssize_t written = write(file_descriptor_, bytes.data(), bytes.size());
}

}  // namespace beam
