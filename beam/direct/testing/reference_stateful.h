#pragma once

#include <string>

#include "beam/base/kv.h"
#include "beam/direct/testing/reference_case.h"
#include "beam/pipeline/pcollection.h"

namespace beam::direct::reference {

/// The outputs, as lines, of the DoFn of reference/state_cases.py that a case names.
PCollection<std::string> BuildStateful(const PCollection<KV<std::string, std::int64_t>>& pairs,
                                       const Case& of_case);

}  // namespace beam::direct::reference
