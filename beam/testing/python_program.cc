#include "beam/testing/python_program.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "beam/base/error.h"

namespace beam::testing {
namespace {

std::string ContentOf(const std::string& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

}  // namespace

std::string RunPython(const std::string& folder, const std::string& modules,
                      const std::string& program) {
  std::ofstream(folder + "/program.py", std::ios::binary) << program;
  // A sanitizer of ours is none of Python's.
  const std::string command = "cd '" + folder + "' && PYTHONPATH='" + modules +
                              "' ASAN_OPTIONS= LD_PRELOAD="
                              " python3 program.py > out.txt 2> errors.txt";
  if (std::system(command.c_str()) != 0) {
    throw Error(ErrorCode::kInternal,
                "a Python program failed: " + ContentOf(folder + "/errors.txt"));
  }
  return ContentOf(folder + "/out.txt");
}

}  // namespace beam::testing
