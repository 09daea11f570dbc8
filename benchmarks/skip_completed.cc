// Matches files, skips those whose target is there, and counts: what a run costs that finds
// everything done.
//
//   skip_completed --match_pattern='/data/in/*.wav' --source_dir=/data/in --target_dir=/data/out
#include "klay_beam/klay_beam.h"

#include "beam/beam.h"

namespace {

struct Options {
  std::string match_pattern;
  std::string source_dir;
  std::string target_dir;

  static constexpr beam::FieldDoc kDocs[] = {
      {"match_pattern", "The files to look at, whose names end in .wav."},
      {"source_dir", "The folder that they lie below."},
      {"target_dir", "Where their targets are, whose names end in .json."},
  };
};

struct CountDone {
  beam::Counter done{klay::kDoneMetric};
  void Process(const beam::io::FileMetadata&) const { done.Increment(); }
};

void Build(beam::Pipeline& p, const Options& options) {
  klay::RunReport::Of(p)->Describe("skip_completed", {});
  auto [todo, failed] = p | klay::MatchFiles(options.match_pattern) | beam::Reshuffle() |
                        klay::SkipCompleted({.old_suffix = ".wav",
                                             .new_suffixes = {".json"},
                                             .source_dir = options.source_dir,
                                             .target_dir = options.target_dir});
  todo | beam::ParDo("Count", CountDone());
}

}  // namespace

int main(int argc, char** argv) {
  return beam::Main<Options>(argc, argv, Build);
}
