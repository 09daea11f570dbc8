// The fake runner as a program: prints where it listens, and runs jobs until its standard input
// ends or it is told to stop.

#include <iostream>
#include <string>

#include "beam/exec/step_error.h"
#include "beam/pipeline/flags.h"
#include "beam/worker/testing/fake_runner/fake_runner.h"

namespace beam::fake_runner {
namespace {

struct ProgramOptions {
  int port = 0;

  static constexpr FieldDoc kDocs[] = {
      {"port", "Where to listen on this machine; 0 is any free port."},
  };
};

int Run(int argc, char** argv) {
  ProgramOptions program;
  FakeRunnerOptions options;
  if (auto answer =
          ParseFlags(argc, argv, {FlagsOf("Program", program), FlagsOf("Engine", options)},
                     {.about = "A small engine for tests: a Beam job server."})) {
    std::cout << *answer;
    return 0;
  }
  const FakeRunner runner("127.0.0.1:" + std::to_string(program.port), options);
  std::cout << runner.endpoint() << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
  }
  return 0;
}

}  // namespace
}  // namespace beam::fake_runner

int main(int argc, char** argv) {
  try {
    return beam::fake_runner::Run(argc, argv);
  } catch (...) {
    std::cerr << "fake_runner: " << beam::exec::CurrentError().what() << "\n";
    return 2;
  }
}
