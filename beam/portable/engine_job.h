#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "beam/pipeline/pipeline.h"
#include "beam/pipeline/pipeline_result.h"
#include "beam/pipeline/run_hooks.h"

namespace beam::portable {

/// Where an engine runs the functions of a pipeline.
enum class EnvironmentType {
  kLoopback,  ///< In the launcher's process.
  kExternal,  ///< In a worker pool that runs already.
  kProcess,   ///< In processes that the engine starts.
  kDocker,    ///< In containers that the engine starts.
};

/// A job for an engine.
struct EngineJob {
  std::string engine = "portable";  ///< Its name, for the report.
  std::string endpoint;             ///< Of the job server: "host:port".
  std::string name = "job";
  EnvironmentType environment_type = EnvironmentType::kExternal;
  /// What the type needs: of EXTERNAL the worker pool's "host:port", of PROCESS the command, of
  /// DOCKER the image.
  std::string environment_config = {};
  std::map<std::string, std::string> artifacts = {};  ///< Files for the workers: name -> path.
  std::vector<std::string> arguments = {};            ///< See DoFnPayload::arguments.
  std::map<std::string, std::string> options = {};    ///< For the engine: "parallelism" -> "2".
  bool has_all_state_kinds = false;                   ///< See ProtoOptions.
  /// Cancels the job when the engine has told nothing new for so long; 0 never does.
  std::chrono::milliseconds stall_timeout{0};
  /// How long an engine may take to cancel a job of which it told nothing new.
  std::chrono::milliseconds cancel_patience{10'000};
  std::chrono::milliseconds call_timeout{60'000};  ///< How long it may take to answer.
};

/// Runs `pipeline` on an engine to its end. What the engine says meanwhile goes to standard error.
/// A job that fails there is no exception but the state kFailed, with what the engine said last;
/// the error of one that stalled is unavailable. Throws when it could not be started (unavailable
/// without a job server, unimplemented for what engines cannot do), and unavailable when the job
/// server is gone before the end.
PipelineResult RunOnEngine(const Pipeline& pipeline, const EngineJob& job, const RunHooks& hooks);

}  // namespace beam::portable
