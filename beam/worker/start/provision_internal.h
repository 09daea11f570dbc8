#pragma once

#include <string>

#include "org/apache/beam/model/fn_execution/v1/beam_provision_api.pb.h"

namespace beam::worker {

/// What an engine tells the worker of that id at `endpoint`. Throws unavailable when there is no
/// answer.
org::apache::beam::model::fn_execution::v1::ProvisionInfo Provision(const std::string& endpoint,
                                                                    const std::string& worker_id);

}  // namespace beam::worker
