// Counts the audio behind a pattern: match, reshuffle, load, sum. The shape of every job.

#include <iostream>
#include <optional>
#include <string>

#include "beam/beam.h"
#include "klay_beam/klay_beam.h"

namespace {

struct Options {
  std::string match_pattern;
  std::optional<std::string> audio_suffix;
  std::optional<int> sample_rate;
  klay::Damaged damaged = klay::Damaged::kKeep;
  std::optional<std::string> report;
  std::optional<std::string> failures;

  static constexpr std::string_view kAbout =
      "Decodes every audio file that a pattern matches and sums up how much audio there is.";
  static constexpr std::string_view kVersion = klay::kVersion;
  static constexpr beam::FieldDoc kDocs[] = {
      {"match_pattern", "Files to load; * ? [a-z] ** {a,b} as in a shell, quoted."},
      {"audio_suffix", "Only files whose names end so, such as .wav."},
      {"sample_rate", "Resample to so many Hz, mono; without it files stay as they are."},
      {"damaged", "What to do with a file of which only a part can be decoded."},
      {"report", "Write the run report (JSON) to this file."},
      {"failures", "Write the files that failed to this file, one JSON object a line."},
  };
};

void PrintTotal(const double& seconds) {
  std::cout << "total: " << seconds << " s = " << seconds / 3600 << " h of audio\n";
}

void Build(beam::Pipeline& p, const Options& options) {
  klay::RunReport::Of(p)->Describe("run_example", options.report);
  klay::LoadAudioOptions load{.sample_rate = options.sample_rate, .damaged = options.damaged};
  if (options.sample_rate.has_value()) load.channels = 1;

  auto [audio, failed, seconds] =
      p | klay::MatchFiles(options.match_pattern, {.suffix = options.audio_suffix.value_or("")}) |
      beam::Reshuffle() | klay::LoadAudio(load);

  struct Print {
    void Process(const double& total) const { PrintTotal(total); }
  };
  seconds | beam::CombineGlobally("Sum", beam::SumFn<double>()) | beam::ParDo("Print", Print());
  if (options.failures.has_value()) failed | klay::WriteFailures(*options.failures);
}

}  // namespace

int main(int argc, char** argv) {
  return beam::Main<Options>(argc, argv, Build);
}
