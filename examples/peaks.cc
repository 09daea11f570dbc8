// Prints the peak of every audio file: the job that the README shows.

#include <algorithm>
#include <iostream>
#include <string>

#include "beam/beam.h"
#include "klay_beam/klay_beam.h"

struct Options {
  std::string match_pattern;  // --match_pattern: required, since it has no default
  int sample_rate = 16000;    // --sample_rate
};

struct Peak {  // A plain struct is a row: it needs no coder of yours.
  std::string path;
  float level = 0;
};

struct Print {
  void Process(const Peak& peak) const {
    std::cout << peak.path + "\t" + std::to_string(peak.level) + "\n";
  }
};

void Build(beam::Pipeline& p, const Options& options) {
  auto [audio, failed, seconds] =
      p | klay::MatchFiles(options.match_pattern) | beam::Reshuffle() |
      klay::LoadAudio({.sample_rate = options.sample_rate, .channels = 1});

  audio | beam::Map("Peak", [](const klay::Audio& a) {
    return Peak{a.path, std::ranges::max(a.samples())};
  }) | beam::ParDo("Print", Print());
  failed | klay::WriteFailures("failures.jsonl");
}

int main(int argc, char** argv) {
  return beam::Main<Options>(argc, argv, Build);
}
