#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace beam {

/// The program called `name` in PATH. Throws not_found.
std::string FindProgram(const std::string& name);

/// A port of this machine that nobody listens at.
int FreePort();

/// A program that runs beside this one, and is ended with it. What it prints goes to a file without
/// a name.
class ChildProgram {
 public:
  /// Starts `command`, whose first part is the program's path.
  explicit ChildProgram(const std::vector<std::string>& command);
  /// Ends it, kindly at first.
  ~ChildProgram();
  ChildProgram(const ChildProgram&) = delete;
  ChildProgram& operator=(const ChildProgram&) = delete;

  bool IsRunning();
  /// Waits until somebody listens at that port of this machine. Throws unavailable, with what the
  /// program printed, when it ends or `patience` does.
  void WaitForPort(int port, std::chrono::seconds patience);
  /// The last lines of what it printed.
  std::string LastOutput() const;

 private:
  int pid_ = -1;
  int output_ = -1;
};

}  // namespace beam
