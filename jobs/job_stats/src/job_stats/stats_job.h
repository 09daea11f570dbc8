#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "klay_beam/klay_beam.h"

namespace job_stats {

/// What the job is asked for; the field names are flags.
struct Options {
  std::string table = "stats.parquet";
  std::string html = "stats.html";
  bool overwrite = false;

  static constexpr std::string_view kAbout =
      "Measures audio files - length, rate, channels, codec, loudness, peak, silence, clipping, "
      "duplicates - and writes a table of them and a page of pictures.";
  static constexpr std::string_view kVersion = klay::kVersion;
  static constexpr beam::FieldDoc kDocs[] = {
      {"table",
       "Write a row a file to this Parquet file. Rows that it has from an earlier run are kept for "
       "files that have not changed; those of files that the run does not match go."},
      {"html", "Write the page to this file."},
      {"overwrite", "Measure everything again."},
  };
};

/// The pipeline: match, look up what is known, measure the rest, write the table and the page.
/// Throws invalid_argument for options that make no sense.
void Build(beam::Pipeline& pipeline, const Options& options, const klay::JobFlags& flags);

}  // namespace job_stats
