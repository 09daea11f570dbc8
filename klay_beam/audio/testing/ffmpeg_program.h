#pragma once

#include <string>
#include <vector>

namespace klay::testing {

/// Runs the `ffmpeg` program, quietly and overwriting. Throws std::runtime_error when it fails.
void RunFfmpeg(const std::vector<std::string>& arguments);

/// The interleaved float32 samples that `ffmpeg -i path -f f32le` gives: the truth that decoders
/// are held against.
std::vector<float> FfmpegSamples(const std::string& path);

}  // namespace klay::testing
