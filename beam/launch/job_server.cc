#include "beam/launch/job_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>

#include "beam/base/error.h"

namespace beam {
namespace {

constexpr std::chrono::seconds kPatience{5};
constexpr std::chrono::milliseconds kPoll{20};
constexpr std::size_t kMaxOutput = 4000;

/// What runs between fork and exec: system calls only.
[[noreturn]] void Exec(const std::vector<char*>& argv, int output, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(1);  // It died before the line above.
  setpgid(0, 0);                      // Ctrl-C is the launcher's to hear.
  const int input = open("/dev/null", O_RDONLY);
  if (input < 0 || dup2(input, STDIN_FILENO) < 0) close(STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  execv(argv[0], argv.data());
  const char* reason = strerrordesc_np(errno);
  dprintf(STDERR_FILENO, "cannot execute %s: %s\n", argv[0], reason == nullptr ? "?" : reason);
  _exit(127);
}

bool AcceptsConnections(int port) {
  const int socket_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket_fd < 0) return false;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool accepted =
      connect(socket_fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0;
  close(socket_fd);
  return accepted;
}

}  // namespace

std::string FindProgram(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::string rest = path == nullptr ? "" : path;
  while (!rest.empty()) {
    const std::size_t colon = std::min(rest.find(':'), rest.size());
    std::string program = rest.substr(0, colon) + "/" + name;
    if (access(program.c_str(), X_OK) == 0 && std::filesystem::is_regular_file(program)) {
      return program;
    }
    rest.erase(0, colon + 1);
  }
  throw Error(ErrorCode::kNotFound, "no program of this name in PATH: " + name);
}

int FreePort() {
  const int socket_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool found = socket_fd >= 0 && bind(socket_fd, generic, size) == 0 &&
                     getsockname(socket_fd, generic, &size) == 0;
  const int error = errno;
  if (socket_fd >= 0) close(socket_fd);
  if (!found) throw ErrorFromErrno(error, "cannot find a free port");
  return ntohs(address.sin_port);
}

ChildProgram::ChildProgram(const std::vector<std::string>& command) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path();
  output_ = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC | O_APPEND, 0600);
  if (output_ < 0) {
    throw ErrorFromErrno(errno, "cannot make a file for a program's output in " + folder.string());
  }
  std::vector<char*> argv;
  for (const std::string& part : command) argv.push_back(const_cast<char*>(part.c_str()));
  argv.push_back(nullptr);
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) Exec(argv, output_, parent);
  if (pid_ < 0) {
    const int error = errno;
    close(output_);
    throw ErrorFromErrno(error, "cannot start " + command[0]);
  }
}

ChildProgram::~ChildProgram() {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  if (IsRunning()) kill(-pid_, SIGTERM);
  while (IsRunning() && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(kPoll);
  if (IsRunning()) {
    kill(-pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close(output_);
}

void ChildProgram::WaitForPort(int port, std::chrono::seconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!AcceptsConnections(port)) {
    if (!IsRunning()) {
      throw Error(ErrorCode::kUnavailable, "the job server ended at once: " + LastOutput());
    }
    if (std::chrono::steady_clock::now() > end) {
      throw Error(ErrorCode::kUnavailable, "the job server does not answer at port " +
                                               std::to_string(port) + ": " + LastOutput());
    }
    std::this_thread::sleep_for(kPoll);
  }
}

bool ChildProgram::IsRunning() {
  if (pid_ < 0) return false;
  if (waitpid(pid_, nullptr, WNOHANG) == 0) return true;
  pid_ = -1;
  return false;
}

std::string ChildProgram::LastOutput() const {
  struct stat info {};
  fstat(output_, &info);
  const auto size = static_cast<std::size_t>(info.st_size);
  const std::size_t start = size > kMaxOutput ? size - kMaxOutput : 0;
  std::string text(size - start, '\0');
  const ssize_t read = pread(output_, text.data(), text.size(), static_cast<off_t>(start));
  text.resize(read > 0 ? static_cast<std::size_t>(read) : 0);
  return text;
}

}  // namespace beam
