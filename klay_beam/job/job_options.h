#pragma once

#include <optional>
#include <string>

#include "beam/pipeline/flags.h"
#include "beam/pipeline/pcollection.h"
#include "klay_beam/transforms/failure.h"

namespace klay {

/// The flags that every job of this project has beside its own.
struct JobOptions {
  std::optional<std::string> report;
  std::optional<std::string> failures;
  std::optional<double> fail_above;
  bool dry_run = false;

  static constexpr beam::FieldDoc kDocs[] = {
      {"report", "Write the run report (JSON) to this file."},
      {"failures", "Write the files that failed to this file, one JSON object a line."},
      {"fail_above",
       "Exit with status 1 when more than this fraction of the files fails, such as 0.01; without "
       "it when all of them do."},
      {"dry_run", "Work on nothing: count what would be done."},
  };
};

/// Sets the run report of `pipeline` up for a job called `name`. Throws invalid_argument for
/// options that make no sense.
void DescribeJob(beam::Pipeline& pipeline, const std::string& name, const JobOptions& options);

/// Writes the failures where the options say.
void WriteJobFailures(beam::PCollection<Failure> failures, const JobOptions& options);

}  // namespace klay
