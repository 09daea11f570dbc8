#pragma once

#include <sys/types.h>

#include <ctime>
#include <string>

namespace beam::worker::testing {

/// A worker that runs as a process of its own.
class WorkerProcess {
 public:
  /// Has the shell execute `command`. Throws what the system says when it cannot.
  explicit WorkerProcess(const std::string& command);
  /// Waits for its end, which is asked for when it does not come within some seconds.
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  /// The time that its threads have used of the processors [s].
  double CpuSeconds() const;
  /// The most memory that it has had until now [MB].
  double PeakMegabytes() const;

 private:
  pid_t pid_ = -1;
};

/// The same of this process.
double OwnCpuSeconds();
double OwnPeakMegabytes();

}  // namespace beam::worker::testing
