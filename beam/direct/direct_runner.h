#pragma once

#include "beam/direct/direct_options.h"
#include "beam/pipeline/pipeline.h"
#include "beam/pipeline/pipeline_result.h"
#include "beam/pipeline/run_hooks.h"

namespace beam::direct {

/// Runs `pipeline` in this process to its end. A step that throws makes the state kFailed; the
/// error names the step, the element and the cause. Throws only when nothing could be started
/// (invalid_argument).
PipelineResult RunPipeline(const Pipeline& pipeline, const DirectOptions& options = {},
                           const RunHooks& hooks = {});

}  // namespace beam::direct
