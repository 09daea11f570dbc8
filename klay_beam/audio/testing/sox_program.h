#pragma once

#include <string>
#include <vector>

namespace klay::testing {

/// Runs the `sox` program, without dither. Throws std::runtime_error when it fails.
void RunSox(const std::vector<std::string>& arguments);

/// The interleaved samples of the file as sox decodes it, of 32 bits, as floats.
std::vector<float> SoxSamples(const std::string& path);

}  // namespace klay::testing
