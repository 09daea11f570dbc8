#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "beam/launch/engine_options.h"
#include "beam/pipeline/pipeline.h"
#include "beam/pipeline/pipeline_result.h"
#include "beam/pipeline/run_hooks.h"

namespace beam {

/// The engines that --runner knows, besides "direct".
bool IsEngine(const std::string& runner);

/// A pipeline that was built in this process.
struct EngineLaunch {
  std::shared_ptr<const Pipeline> pipeline;
  std::string program;                 ///< The name of the job.
  std::vector<std::string> arguments;  ///< The command line, for workers that build it again.
};

/// Runs the pipeline on the engine `runner`; starts a job server, and a worker within this process,
/// where the options ask for it. Throws invalid_argument for options that make no sense, not_found
/// when there is no job server to start, and what portable::RunOnEngine does.
PipelineResult LaunchOnEngine(const std::string& runner, const EngineOptions& options,
                              const EngineLaunch& launch, const RunHooks& hooks);

}  // namespace beam
