// Texts, a line each, embedded by klay::Byt5Encoder in batches of so many on one thread: embed_text
// MODEL_DIR TEXTS BATCH [BATCH_TOKENS]

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "klay_beam/text/byt5_encoder.h"
#include "klay_beam/text/byt5_tokenizer.h"

namespace {

/// Of this process, all threads together [s]: other programs do not count.
double CpuSeconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

std::vector<klay::Byt5Encoder::Tokens> ReadTexts(const char* path) {
  std::vector<klay::Byt5Encoder::Tokens> texts;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    texts.push_back(klay::TokenizeByt5(line));
    texts.back().push_back(klay::kByt5End);
  }
  return texts;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::cerr << "usage: embed_text MODEL_DIR TEXTS BATCH [BATCH_TOKENS]\n";
    return 2;
  }
  klay::Byt5EncoderOptions options;
  if (argc > 4) options.batch_tokens = std::atoll(argv[4]);
  const klay::Byt5Encoder encoder(argv[1], options);
  const auto texts = ReadTexts(argv[2]);
  const auto batch = static_cast<std::size_t>(std::atoll(argv[3]));
  static_cast<void>(encoder.Encode(std::span(texts).first(1)));
  double sum = 0;
  std::size_t count = 0;
  double seconds = 0;
  for (std::size_t begin = 0; begin < texts.size(); begin += batch) {
    const auto some = std::span(texts).subspan(begin, std::min(batch, texts.size() - begin));
    const double start = CpuSeconds();
    const std::vector<klay::Tensor> embeddings = encoder.Encode(some);
    seconds += CpuSeconds() - start;
    for (const klay::Tensor& embedding : embeddings) {
      for (const float value : embedding.values<float>()) sum += std::abs(value);
      count += embedding.size();
    }
  }
  std::printf("seconds %.4f\n%zu values, %.4f on average\n", seconds, count,
              sum / static_cast<double>(count));
}
