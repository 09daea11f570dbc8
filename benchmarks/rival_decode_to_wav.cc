// The rival: what an engineer writes in an afternoon. Two threads, libsndfile, libsoxr at high
// quality, whole files in memory, no framework, no account of what failed. It decodes every file of
// a folder to 16 kHz mono and writes it as 16-bit WAV.
//
//   rival_decode_to_wav IN_FOLDER OUT_FOLDER [THREADS]

#include <sndfile.h>
#include <soxr.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace fs = std::filesystem;

constexpr int kRate = 16000;

/// One thread's memory, kept from file to file: fresh pages for each would cost as much as the
/// work.
struct Buffers {
  std::vector<float> samples, mono, out;
};

bool Convert(const fs::path& in_path, const fs::path& out_path, Buffers& buffers) {
  auto& [samples, mono, out] = buffers;
  SF_INFO info = {};
  SNDFILE* in = sf_open(in_path.c_str(), SFM_READ, &info);
  if (in == nullptr) return false;
  samples.resize(static_cast<std::size_t>(info.frames * info.channels));
  const sf_count_t frames = sf_readf_float(in, samples.data(), info.frames);
  sf_close(in);

  mono.resize(static_cast<std::size_t>(frames));
  for (sf_count_t i = 0; i < frames; ++i) {
    float sum = 0;
    for (int c = 0; c < info.channels; ++c)
      sum += samples[static_cast<std::size_t>(i * info.channels + c)];
    mono[static_cast<std::size_t>(i)] = sum / static_cast<float>(info.channels);
  }

  out.resize(static_cast<std::size_t>(static_cast<double>(frames) * kRate / info.samplerate + 1));
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  std::size_t produced = 0;
  if (soxr_oneshot(info.samplerate, kRate, 1, mono.data(), mono.size(), nullptr, out.data(),
                   out.size(), &produced, nullptr, &quality, nullptr) != nullptr) {
    return false;
  }

  SF_INFO out_info = {};
  out_info.samplerate = kRate;
  out_info.channels = 1;
  out_info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
  SNDFILE* file = sf_open(out_path.c_str(), SFM_WRITE, &out_info);
  if (file == nullptr) return false;
  sf_command(file, SFC_SET_CLIPPING, nullptr, SF_TRUE);
  sf_writef_float(file, out.data(), static_cast<sf_count_t>(produced));
  return sf_close(file) == 0;
}

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: rival_decode_to_wav IN_FOLDER OUT_FOLDER [THREADS]\n");
    return 2;
  }
  const fs::path out_folder = argv[2];
  const int num_threads = argc > 3 ? std::atoi(argv[3]) : 2;
  fs::create_directories(out_folder);
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(argv[1])) paths.push_back(entry.path());
  std::atomic<std::size_t> next = 0;
  std::atomic<int> failed = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < num_threads; ++i) {
    threads.emplace_back([&] {
      Buffers buffers;
      for (std::size_t k = next++; k < paths.size(); k = next++) {
        if (!Convert(paths[k], out_folder / paths[k].filename(), buffers)) ++failed;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::printf("%zu files, %d failed\n", paths.size(), failed.load());
  return failed == 0 ? 0 : 1;
}
