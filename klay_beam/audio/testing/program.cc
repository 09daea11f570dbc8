#include "klay_beam/audio/testing/program.h"

#include <spawn.h>
#include <sys/wait.h>

#include <cstring>
#include <stdexcept>

extern char** environ;

namespace klay::testing {

void RunProgram(std::vector<std::string> command) {
  std::vector<char*> argv;
  std::string shown;
  for (std::string& argument : command) {
    argv.push_back(argument.data());
    shown += argument + " ";
  }
  argv.push_back(nullptr);
  pid_t child = 0;
  if (const int error = posix_spawnp(&child, argv[0], nullptr, nullptr, argv.data(), environ)) {
    throw std::runtime_error("cannot start " + command[0] + ": " + std::strerror(error));
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child || status != 0) {
    throw std::runtime_error("failed with status " + std::to_string(status) + ": " + shown);
  }
}

}  // namespace klay::testing
