#pragma once

#include <functional>

#include "beam/direct/direct_options.h"
#include "beam/pipeline/pipeline.h"
#include "beam/pipeline/pipeline_result.h"

namespace beam::direct {

/// Who watches a run, and may stop it.
struct RunHooks {
  /// Asked between elements; true stops the job: elements at work are finished, none is begun.
  std::function<bool()> cancelled = [] { return false; };
  /// Called a few times a second with what has been done until now.
  std::function<void(const Progress&)> progress = [](const Progress&) {};
};

/// Runs `pipeline` in this process to its end. A step that throws makes the state kFailed; the
/// error names the step, the element and the cause. Throws only when nothing could be started
/// (invalid_argument).
PipelineResult RunPipeline(const Pipeline& pipeline, const DirectOptions& options = {},
                           const RunHooks& hooks = {});

}  // namespace beam::direct
