#pragma once

#include <cstdint>

#include "beam/pipeline/graph.h"
#include "beam/pipeline/pipeline_result.h"
#include "org/apache/beam/model/job_management/v1/beam_job_api.pb.h"

namespace beam::portable {

/// What the transforms of `graph` counted on an engine: what is committed, or where an engine does
/// not tell that, what was attempted. Throws data_loss on a count that cannot be read.
MetricsSnapshot MetricsOf(
    const org::apache::beam::model::job_management::v1::MetricResults& results, const Graph& graph);

/// A number that changes with any count, Beam's own among them, and not with their order.
std::uint64_t FingerprintOf(
    const org::apache::beam::model::job_management::v1::MetricResults& results);

}  // namespace beam::portable
