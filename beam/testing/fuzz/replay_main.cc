#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "beam/testing/fuzz/fuzz_target.h"

namespace {

constexpr int kMutations = 5000;

/// `bytes` with a few bytes changed, taken out, put in, or its end from another seed.
std::string Mutated(std::string bytes, const std::vector<std::string>& seeds,
                    std::mt19937_64& random) {
  for (std::uint64_t times = 1 + random() % 4; times > 0; --times) {
    const std::size_t at = random() % (bytes.size() + 1);
    const std::string& other = seeds[random() % seeds.size()];
    switch (random() % 5) {
      case 0:
        bytes.insert(at, 1, static_cast<char>(random()));
        break;
      case 1:
        bytes.erase(at, 1 + random() % 4);
        break;
      case 2:
        bytes.resize(at);
        bytes += other.substr(random() % (other.size() + 1));
        break;
      case 3:
        if (at < bytes.size()) bytes[at] = static_cast<char>(random() % 2 == 0 ? 0xff : 0x7f);
        break;
      default:
        if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ 1 << random() % 8);
    }
  }
  return bytes;
}

/// Says which input it was before the exception ends the program.
void Try(const std::string& bytes) {
  try {
    beam::fuzz::TryInput(bytes);
  } catch (const std::exception& error) {
    std::cerr << "this input fails: " << error.what() << "\n";
    std::ofstream("failing_input", std::ios::binary) << bytes;
    throw;
  }
}

}  // namespace

/// Tries the files it is given; without any, the seeds and mutations of them, the same each time.
int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    if (!file) {
      std::cerr << "cannot read " << argv[i] << "\n";
      return 1;
    }
    Try(std::string(std::istreambuf_iterator<char>(file), {}));
  }
  if (argc > 1) return 0;
  const std::vector<std::string> seeds = beam::fuzz::Seeds();
  for (const std::string& seed : seeds) Try(seed);
  std::mt19937_64 random(1);
  for (int i = 0; i < kMutations; ++i) Try(Mutated(seeds[random() % seeds.size()], seeds, random));
  std::cout << seeds.size() << " seeds and " << kMutations << " mutations tried\n";
  return 0;
}
