// Counts the files that a pattern matches: how fast a large tree is walked, and in how much memory.
//
//   match_and_count --match_pattern='/data/**'
#include <iostream>

#include "beam/beam.h"

namespace {

struct Options {
  std::string match_pattern;
  static constexpr beam::FieldDoc kDocs[] = {{"match_pattern", "The files to count."}};
};

struct Print {
  void Process(const std::int64_t& count) const {
    std::cout << std::to_string(count) + " files\n" << std::flush;
  }
};

void Build(beam::Pipeline& p, const Options& options) {
  p | beam::io::MatchFiles(options.match_pattern) |
      beam::CombineGlobally("Count", beam::CountFn<beam::io::FileMetadata>()) |
      beam::ParDo("Print", Print());
}

}  // namespace

int main(int argc, char** argv) {
  return beam::Main<Options>(argc, argv, Build);
}
