#pragma once

#include <string>
#include <string_view>
#include <vector>

/// What each fuzz target defines. klay_fuzz_target makes two programs' worth of it: under the
/// preset `fuzz` a libFuzzer program that bin/fuzz runs, otherwise a test that replays the seeds
/// and mutations of them.
namespace beam::fuzz {

/// Whole inputs to begin with.
std::vector<std::string> Seeds();

/// Tries one input. Whatever it throws is a fault.
void TryInput(std::string_view bytes);

}  // namespace beam::fuzz
