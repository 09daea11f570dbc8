#include "klay_beam/job/job_options.h"

#include "klay_beam/transforms/run_report.h"
#include "klay_beam/transforms/write_failures.h"

namespace klay {

void DescribeJob(beam::Pipeline& pipeline, const std::string& name, const JobOptions& options) {
  const auto report = RunReport::Of(pipeline);
  report->Describe(name, options.report);
  if (options.fail_above.has_value()) report->FailAbove(*options.fail_above);
}

void WriteJobFailures(beam::PCollection<Failure> failures, const JobOptions& options) {
  if (options.failures.has_value()) failures | WriteFailures(*options.failures);
}

}  // namespace klay
