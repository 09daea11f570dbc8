#pragma once

#include <cstdint>
#include <vector>

namespace benchmarks {

/// Resamples `mono` to 16 kHz by libsoxr at high quality, in one call, and returns the frames. The
/// result lies in memory that the thread keeps from file to file.
std::int64_t To16Khz(int rate, const std::vector<float>& mono);

}  // namespace benchmarks
