#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace benchmarks {

/// Calls `decode(path)`, which returns how many frames it made, for each file of the folder argv[1]
/// on argv[2] threads (2), and prints how many files and seconds of 16 kHz there were. For main.
template <class Decode>
int DecodeLoop(int argc, char** argv, const Decode& decode) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s FOLDER [THREADS]\n", argv[0]);
    return 2;
  }
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1]))
    paths.push_back(entry.path());
  std::ranges::sort(paths);
  std::atomic<std::size_t> next = 0;
  std::atomic<std::int64_t> frames = 0;
  std::atomic<int> failed = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < (argc > 2 ? std::atoi(argv[2]) : 2); ++i) {
    threads.emplace_back([&] {
      for (std::size_t k = next++; k < paths.size(); k = next++) {
        try {
          frames += decode(paths[k]);
        } catch (const std::exception& error) {
          std::fprintf(stderr, "%s: %s\n", paths[k].c_str(), error.what());
          ++failed;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::printf("%zu files, %.0f s\n", paths.size(), static_cast<double>(frames.load()) / 16000);
  return failed.load() == 0 ? 0 : 1;
}

}  // namespace benchmarks
