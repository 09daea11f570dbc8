#pragma once

#include <cstdint>
#include <optional>
#include <source_location>
#include <string>

#include "beam/io/file_metadata.h"
#include "beam/pipeline/flags.h"
#include "beam/pipeline/pcollection.h"
#include "klay_beam/transforms/failure.h"

namespace klay {

/// Which files a job works on; the field names are flags.
struct InputOptions {
  std::optional<std::string> match_pattern = {};
  std::optional<std::string> manifest = {};
  std::optional<std::string> audio_suffix = {};
  std::optional<std::int64_t> limit = {};
  std::optional<std::int64_t> sample = {};
  bool shuffle = false;
  std::int64_t seed = 0;

  static constexpr beam::FieldDoc kDocs[] = {
      {"match_pattern", "Files to work on; * ? [a-z] ** {a,b} as in a shell, quoted."},
      {"manifest",
       "In place of a pattern a list of them: .txt .jsonl .json .csv or .parquet, as --failures "
       "writes it, too."},
      {"audio_suffix", "Only files whose names end so, such as .wav, in any case."},
      {"limit", "Only the first so many, by path."},
      {"sample", "Only so many, drawn at random by --seed."},
      {"shuffle", "Take the files in an order that has nothing to do with their names."},
      {"seed", "Another number draws another sample, and shuffles otherwise."},
  };
};

/// What MatchInputs finds.
struct InputFiles {
  beam::PCollection<beam::io::FileMetadata> files;
  /// Entries of a manifest that are no files, or are not there; in the run report, too.
  beam::PCollection<Failure> failed;
};

/// The inputs of a job, counted ("matched"): what a pattern matches, as klay::MatchFiles does, or
/// what a manifest lists. A file that is listed but missing is a Failure ("failed").
class MatchInputs {
 public:
  /// Throws invalid_argument unless there is either a pattern or a manifest, for both a limit and a
  /// sample, and for numbers below 1.
  explicit MatchInputs(InputOptions options, std::string label = "MatchInputs",
                       std::source_location where = std::source_location::current());

  InputFiles operator()(beam::Pipeline& pipeline) const;

 private:
  InputOptions options_;
  std::string label_;
  std::source_location where_;
};

}  // namespace klay
