#pragma once

#include <functional>
#include <span>

#include "beam/direct/direct_options.h"
#include "beam/pipeline/pipeline.h"
#include "beam/pipeline/pipeline_result.h"

namespace beam::testing {

/// A pipeline of a test: run in this process, on the embedded runner.
class TestPipeline : public Pipeline {
 public:
  /// Runs it to its end, and what is to happen then. Throws what the job failed with, or all that
  /// PAsserts and other hooks found wrong together.
  PipelineResult Run(const DirectOptions& options = {}) const;
};

/// Ways of running a pipeline that must not make a difference: one worker, several, and every edge
/// encoded with so little memory that everything goes to disk.
std::span<const DirectOptions> EveryWay();

/// Builds and runs a pipeline in every way. Throws as TestPipeline::Run does, and says which way it
/// was.
void RunEveryWay(const std::function<void(Pipeline&)>& build);

}  // namespace beam::testing
