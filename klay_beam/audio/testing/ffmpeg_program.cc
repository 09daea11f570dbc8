#include "klay_beam/audio/testing/ffmpeg_program.h"

#include <spawn.h>
#include <sys/wait.h>

#include <cstring>
#include <stdexcept>

#include "klay_beam/audio/testing/temporary_folder.h"

extern char** environ;

namespace klay::testing {

void RunFfmpeg(const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {"ffmpeg",   "-hide_banner", "-loglevel", "fatal",
                                      "-nostdin", "-y",           "-threads",  "1"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  std::string shown;
  for (std::string& argument : command) {
    argv.push_back(argument.data());
    shown += argument + " ";
  }
  argv.push_back(nullptr);
  pid_t child = 0;
  if (const int error = posix_spawnp(&child, "ffmpeg", nullptr, nullptr, argv.data(), environ)) {
    throw std::runtime_error(std::string("cannot start ffmpeg: ") + std::strerror(error));
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child || status != 0) {
    throw std::runtime_error("failed with status " + std::to_string(status) + ": " + shown);
  }
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
