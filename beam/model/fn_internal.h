#pragma once

#include "beam/model/urns_internal.h"
#include "org/apache/beam/model/fn_execution/v1/beam_fn_api.pb.h"

namespace beam::model {

namespace fn = org::apache::beam::model::fn_execution::v1;

}  // namespace beam::model
