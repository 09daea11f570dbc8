#include "klay_beam/transforms/report_failures.h"

#include <memory>

#include "beam/beam.h"
#include "klay_beam/transforms/run_report.h"

namespace klay {
namespace {

struct ReportFn {
  std::shared_ptr<RunReport> report;
  void Process(const Failure& failure) const { report->Add(failure); }
};

}  // namespace

void ReportFailures(beam::PCollection<Failure> failures, std::source_location where) {
  failures | beam::ParDo("Report", ReportFn{RunReport::Of(failures.pipeline())}, where);
}

}  // namespace klay
