#include "klay_beam/job/count_planned.h"

#include <utility>

#include "beam/beam.h"
#include "klay_beam/transforms/run_report.h"

namespace klay {
namespace {

struct CountFn {
  beam::Counter planned{kPlannedMetric};
  void Process(const beam::io::FileMetadata&) const { planned.Increment(); }
};

}  // namespace

CountPlanned::CountPlanned(std::string label, std::source_location where)
    : label_(std::move(label)), where_(where) {}

void CountPlanned::operator()(beam::PCollection<beam::io::FileMetadata> files) const {
  files | beam::ParDo(label_, CountFn(), where_);
}

}  // namespace klay
