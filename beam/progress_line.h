#pragma once

#include <string>

namespace beam {

/// One line of a terminal that is written over and over, and gone at the end.
class ProgressLine {
 public:
  /// Writes to `file_descriptor`; does nothing when that is no terminal.
  explicit ProgressLine(int file_descriptor);
  ~ProgressLine();

  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  bool is_terminal() const { return is_terminal_; }
  /// Replaces the line; what is wider than the terminal is cut.
  void Show(const std::string& text);

 private:
  void Write(const std::string& bytes) const;

  const int file_descriptor_;
  const bool is_terminal_;
  bool is_shown_ = false;
};

}  // namespace beam
