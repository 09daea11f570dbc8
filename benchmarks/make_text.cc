// Writes lines of words to standard output, the same ones each time: 50,000 words of 2 to 12
// letters, each as frequent as its rank is low (Zipf's law), about 10 to a line.
//
//   make_text BYTES

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

namespace {

constexpr std::size_t kWords = 50000;

/// The standard's generators give the same numbers everywhere; its distributions need not.
class Random {
 public:
  std::uint64_t Below(std::uint64_t limit) { return engine_() % limit; }
  double Fraction() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }

 private:
  std::mt19937_64 engine_{4};
};

std::vector<std::string> MakeWords(Random& random) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < kWords; ++i) {
    std::string word(2 + random.Below(11), ' ');
    for (char& letter : word) letter = static_cast<char>('a' + random.Below(26));
    words.push_back(word);
  }
  return words;
}

/// cumulative[i]: how likely it is that a word is one of the first i + 1.
std::vector<double> ZipfSums() {
  std::vector<double> sums;
  double sum = 0;
  for (std::size_t i = 0; i < kWords; ++i) sums.push_back(sum += 1.0 / static_cast<double>(i + 1));
  for (double& value : sums) value /= sum;
  return sums;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: make_text BYTES\n");
    return 2;
  }
  Random random;
  const std::vector<std::string> words = MakeWords(random);
  const std::vector<double> sums = ZipfSums();
  std::string text;
  for (std::int64_t left = std::atoll(argv[1]); left > 0;) {
    text.clear();
    while (text.size() < 1 << 20) {
      const auto rank = std::upper_bound(sums.begin(), sums.end() - 1, random.Fraction());
      text += words[static_cast<std::size_t>(rank - sums.begin())];
      text += random.Below(10) == 0 ? '\n' : ' ';
    }
    text.back() = '\n';
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) return 1;
    left -= static_cast<std::int64_t>(text.size());
  }
  return std::fflush(stdout) == 0 ? 0 : 1;
}
