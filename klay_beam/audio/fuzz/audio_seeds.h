#pragma once

#include <functional>
#include <string>
#include <vector>

namespace klay {

/// A file of 20 ms of every format that tests decode.
std::vector<std::string> AudioSeeds();

/// Calls `decode`. It may fail as bad files and bad sources do; what else it throws is thrown on.
void TryOnBadFile(const std::function<void()>& decode);

}  // namespace klay
