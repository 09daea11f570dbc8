#include "beam/portable/engine_job.h"

#include <chrono>
#include <optional>
#include <string>

#include "beam/base/error.h"
#include "beam/model/urns_internal.h"
#include "beam/portable/artifacts_internal.h"
#include "beam/portable/job_client_internal.h"
#include "beam/portable/job_metrics_internal.h"
#include "beam/portable/job_watch_internal.h"
#include "beam/portable/pipeline_proto_internal.h"

namespace beam::portable {
namespace {

namespace pipeline = model::pipeline;
using pipeline::StandardEnvironments;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{30};

Timestamp Now() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count()};
}

template <class Payload>
void SetPayload(StandardEnvironments::Environments type, const Payload& payload,
                pipeline::Environment& environment) {
  environment.set_urn(model::Urn(type));
  environment.set_payload(payload.SerializeAsString());
}

pipeline::Environment EnvironmentOf(const EngineJob& job) {
  pipeline::Environment environment;
  switch (job.environment_type) {
    case EnvironmentType::kLoopback:
    case EnvironmentType::kExternal: {
      pipeline::ExternalPayload payload;
      payload.mutable_endpoint()->set_url(job.environment_config);
      SetPayload(StandardEnvironments::EXTERNAL, payload, environment);
      break;
    }
    case EnvironmentType::kProcess: {
      pipeline::ProcessPayload payload;
      payload.set_command(job.environment_config);
      SetPayload(StandardEnvironments::PROCESS, payload, environment);
      break;
    }
    case EnvironmentType::kDocker: {
      pipeline::DockerPayload payload;
      payload.set_container_image(job.environment_config);
      SetPayload(StandardEnvironments::DOCKER, payload, environment);
      break;
    }
  }
  for (const auto& [name, path] : job.artifacts) {
    *environment.add_dependencies() = FileArtifact(path, name);
  }
  return environment;
}

job::PrepareJobRequest RequestOf(const Pipeline& pipeline, const EngineJob& job) {
  job::PrepareJobRequest request;
  request.set_job_name(job.name);
  *request.mutable_pipeline() =
      ToProto(pipeline.graph(), {.environment = EnvironmentOf(job),
                                 .arguments = job.arguments,
                                 .has_all_state_kinds = job.has_all_state_kinds});
  CheckProto(request.pipeline());
  auto& fields = *request.mutable_pipeline_options()->mutable_fields();
  for (const auto& [name, value] : job.options) {
    fields["beam:option:" + name + ":v1"].set_string_value(value);
  }
  fields["beam:option:job_name:v1"].set_string_value(job.name);
  return request;
}

/// What became of a job whose engine told nothing new for too long.
Error StallError(const EngineJob& job, bool was_cancelled) {
  const std::string seconds =
      std::to_string(std::chrono::duration_cast<std::chrono::seconds>(job.stall_timeout).count());
  return Error(ErrorCode::kUnavailable,
               job.engine + " told nothing new of the job for " + seconds +
                   " s (--stall_timeout), so it was cancelled" +
                   (was_cancelled ? "" : ", which the engine has not done") +
                   "; a worker that was killed (out of memory?) or hangs is the usual reason: look "
                   "at what workers and job server printed, and at the system's log");
}

}  // namespace

PipelineResult RunOnEngine(const Pipeline& pipeline, const EngineJob& job, const RunHooks& hooks) {
  PipelineResult result{.runner = job.engine, .started = Now()};
  const auto start = Clock::now();
  const job::PrepareJobRequest request = RequestOf(pipeline, job);
  JobClient client(job.endpoint, {.connect = kPatience, .call = job.call_timeout});
  client.Start(request);
  JobWatch watch(client, pipeline.graph(), job, hooks);
  const std::optional<job::JobState::Enum> end = watch.Wait();
  result.wall_seconds = std::chrono::duration<double>(Clock::now() - start).count();
  if (end == job::JobState::DONE) {
    result.metrics = MetricsOf(client.Metrics(job.call_timeout), pipeline.graph());
    return result;
  }
  result.metrics = watch.metrics();
  if (watch.has_stalled() && (!end.has_value() || end == job::JobState::CANCELLED)) {
    result.state = JobState::kFailed;
    result.error = StallError(job, end.has_value());
  } else if (end == job::JobState::CANCELLED) {
    result.state = JobState::kCancelled;
  } else {
    result.state = JobState::kFailed;
    result.error =
        Error(ErrorCode::kInternal, "the job failed on " + job.engine + ": " + watch.last_error());
  }
  return result;
}

}  // namespace beam::portable
