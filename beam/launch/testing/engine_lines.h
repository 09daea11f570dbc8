#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "beam/base/error.h"
#include "beam/launch/testing/engine_pipelines.h"
#include "beam/pipeline/pipeline.h"
#include "beam/pipeline/pipeline_result.h"
#include "beam/testing/collect.h"

namespace beam::testing {

/// The sorted lines that a pipeline gives when `run(pipeline)` has run it. Throws what the run
/// fails with.
template <class Run>
std::vector<std::string> LinesOf(const EnginePipeline& made, const Run& run) {
  const auto pipeline = std::make_shared<Pipeline>();
  const auto out = Collect("Out", made.build(*pipeline));
  const PipelineResult result = run(pipeline);
  if (result.error.has_value()) throw Error(*result.error);
  std::vector<std::string> lines = out->values();
  std::ranges::sort(lines);
  return lines;
}

}  // namespace beam::testing
