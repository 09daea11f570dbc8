#include "beam/worker/testing/worker_process.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include "beam/base/error.h"

namespace beam::worker::testing {
namespace {

constexpr std::chrono::seconds kPatience{5};
constexpr std::chrono::milliseconds kPoll{20};

double CpuSecondsOf(clockid_t clock) {
  timespec time{};
  if (clock_gettime(clock, &time) != 0) throw ErrorFromErrno(errno, "cannot read a process's time");
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// The line "VmHWM: N kB"; no more than this process had counts, unlike in getrusage.
double PeakMegabytesOf(const std::string& process) {
  std::ifstream status("/proc/" + process + "/status");
  std::string word;
  while (status >> word) {
    double kilobytes = 0;
    if (word == "VmHWM:" && status >> kilobytes) return kilobytes / 1024;
  }
  throw Error(ErrorCode::kNotFound, "no such process: " + process);
}

}  // namespace

WorkerProcess::WorkerProcess(const std::string& command) {
  const std::string text = "exec " + command;
  pid_ = fork();
  if (pid_ < 0) throw ErrorFromErrno(errno, "cannot start " + command);
  if (pid_ > 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  execl("/bin/sh", "sh", "-c", text.c_str(), nullptr);
  _exit(127);
}

WorkerProcess::~WorkerProcess() {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (waitpid(pid_, nullptr, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > end) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
      return;
    }
    std::this_thread::sleep_for(kPoll);
  }
}

double WorkerProcess::CpuSeconds() const {
  clockid_t clock{};
  const int error = clock_getcpuclockid(pid_, &clock);
  if (error != 0) throw ErrorFromErrno(error, "cannot find the worker's time");
  return CpuSecondsOf(clock);
}

double WorkerProcess::PeakMegabytes() const {
  return PeakMegabytesOf(std::to_string(pid_));
}

double OwnCpuSeconds() {
  return CpuSecondsOf(CLOCK_PROCESS_CPUTIME_ID);
}

double OwnPeakMegabytes() {
  return PeakMegabytesOf("self");
}

}  // namespace beam::worker::testing
