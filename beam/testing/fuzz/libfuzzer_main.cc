#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

#include "beam/testing/fuzz/fuzz_target.h"

/// What libFuzzer calls. With --write_seeds=DIR the program writes its seeds there and ends.
extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  constexpr std::string_view kWriteSeeds = "--write_seeds=";
  for (int i = 1; i < *argc; ++i) {
    const std::string_view argument = (*argv)[i];
    if (!argument.starts_with(kWriteSeeds)) continue;
    const std::string folder(argument.substr(kWriteSeeds.size()));
    std::size_t number = 0;
    for (const std::string& seed : beam::fuzz::Seeds()) {
      std::ofstream file(folder + "/seed-" + std::to_string(number++), std::ios::binary);
      if (!(file << seed).flush()) {
        std::cerr << "cannot write seeds into " << folder << "\n";
        std::exit(1);
      }
    }
    std::exit(0);
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  beam::fuzz::TryInput({reinterpret_cast<const char*>(data), size});
  return 0;
}
