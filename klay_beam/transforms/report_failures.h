#pragma once

#include <source_location>

#include "beam/pipeline/pcollection.h"
#include "klay_beam/transforms/failure.h"

namespace klay {

/// Adds the failures to the run report of their pipeline: a transform does so with its own.
void ReportFailures(beam::PCollection<Failure> failures,
                    std::source_location where = std::source_location::current());

}  // namespace klay
