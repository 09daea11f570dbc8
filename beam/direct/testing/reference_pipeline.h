#pragma once

#include <string>

#include "beam/direct/testing/reference_case.h"
#include "beam/pipeline/pcollection.h"

namespace beam::direct::reference {

/// Builds the pipeline of `of_case`, whose outputs are Lines.
PCollection<std::string> Build(Pipeline& pipeline, const Case& of_case);

}  // namespace beam::direct::reference
