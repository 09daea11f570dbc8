#pragma once

#include <string>
#include <vector>

namespace klay::testing {

/// Runs a program that lies in the PATH, with its arguments behind its name, and waits for its end.
/// Throws std::runtime_error when it cannot be started or fails.
void RunProgram(std::vector<std::string> command);

}  // namespace klay::testing
