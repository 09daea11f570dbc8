#include "klay_beam/audio/testing/ffmpeg_program.h"

#include <cstring>
#include <utility>

#include "klay_beam/audio/testing/program.h"
#include "klay_beam/audio/testing/temporary_folder.h"

namespace klay::testing {

void RunFfmpeg(const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {"ffmpeg",   "-hide_banner", "-loglevel", "fatal",
                                      "-nostdin", "-y",           "-threads",  "1"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  RunProgram(std::move(command));
}

std::vector<float> FfmpegSamples(const std::string& path) {
  const TemporaryFolder folder;
  const std::string raw = folder.Path("samples.f32");
  RunFfmpeg({"-i", path, "-map", "0:a:0", "-f", "f32le", "-c:a", "pcm_f32le", raw});
  const std::string bytes = ReadWhole(raw);
  std::vector<float> samples(bytes.size() / sizeof(float));
  std::memcpy(samples.data(), bytes.data(), samples.size() * sizeof(float));
  return samples;
}

}  // namespace klay::testing
