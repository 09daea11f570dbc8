// The rival of job_transcode: two threads, libsndfile, whole files in memory, straight to the final
// name. Reads every file of a folder and writes it as FLAC, MP3 or Opus.
//
//   rival_transcode IN_FOLDER OUT_FOLDER flac|mp3|opus [THREADS]

#include <sndfile.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace fs = std::filesystem;

int FormatOf(const std::string& name) {
  if (name == "flac") return SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
  if (name == "mp3") return SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
  if (name == "opus") return SF_FORMAT_OGG | SF_FORMAT_OPUS;
  return 0;
}

bool Convert(const fs::path& in_path, const fs::path& out_path, int format,
             std::vector<float>& samples) {
  SF_INFO info = {};
  SNDFILE* in = sf_open(in_path.c_str(), SFM_READ, &info);
  if (in == nullptr) return false;
  samples.resize(static_cast<std::size_t>(info.frames * info.channels));
  const sf_count_t frames = sf_readf_float(in, samples.data(), info.frames);
  sf_close(in);

  SF_INFO out_info = {};
  out_info.samplerate = info.samplerate;
  out_info.channels = info.channels;
  out_info.format = format;
  SNDFILE* file = sf_open(out_path.c_str(), SFM_WRITE, &out_info);
  if (file == nullptr) return false;
  sf_command(file, SFC_SET_CLIPPING, nullptr, SF_TRUE);
  // In blocks, as the library likes it.
  constexpr sf_count_t kBlock = 4096;
  for (sf_count_t at = 0; at < frames; at += kBlock) {
    sf_writef_float(file, samples.data() + at * info.channels, std::min(kBlock, frames - at));
  }
  return sf_close(file) == 0;
}

int main(int argc, char** argv) {
  const std::string name = argc > 3 ? argv[3] : "";
  const int format = FormatOf(name);
  if (format == 0) {
    std::fprintf(stderr, "usage: rival_transcode IN_FOLDER OUT_FOLDER flac|mp3|opus [THREADS]\n");
    return 2;
  }
  const fs::path out_folder = argv[2];
  const int num_threads = argc > 4 ? std::atoi(argv[4]) : 2;
  fs::create_directories(out_folder);
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(argv[1])) paths.push_back(entry.path());
  std::atomic<std::size_t> next = 0;
  std::atomic<int> failed = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < num_threads; ++i) {
    threads.emplace_back([&] {
      std::vector<float> samples;
      for (std::size_t k = next++; k < paths.size(); k = next++) {
        const fs::path out = out_folder / (paths[k].stem().string() + "." + name);
        if (!Convert(paths[k], out, format, samples)) ++failed;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::printf("%zu files, %d failed\n", paths.size(), failed.load());
  return failed == 0 ? 0 : 1;
}
