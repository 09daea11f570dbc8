#include "beam/portable/engine_job.h"

#include <chrono>
#include <iostream>
#include <mutex>

#include "beam/base/error.h"
#include "beam/base/utf8.h"
#include "beam/model/urns_internal.h"
#include "beam/portable/artifacts_internal.h"
#include "beam/portable/job_client_internal.h"
#include "beam/portable/job_metrics_internal.h"
#include "beam/portable/pipeline_proto_internal.h"

namespace beam::portable {
namespace {

namespace pipeline = model::pipeline;
using pipeline::StandardEnvironments;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{30};
constexpr std::chrono::milliseconds kInterval{100};
constexpr std::chrono::seconds kProgressInterval{1};

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
      ToProto(pipeline.graph(), {.environment = EnvironmentOf(job), .arguments = job.arguments});
  CheckProto(request.pipeline());
  auto& fields = *request.mutable_pipeline_options()->mutable_fields();
  for (const auto& [name, value] : job.options) {
    fields["beam:option:" + name + ":v1"].set_string_value(value);
  }
  fields["beam:option:job_name:v1"].set_string_value(job.name);
  return request;
}

/// Prints what an engine says, and remembers the last error.
class Messages {
 public:
  void Take(const job::JobMessage& message) {
    const std::string text = PrintableUtf8(message.message_text());
    const std::lock_guard lock(mutex_);
    if (message.importance() == job::JobMessage::JOB_MESSAGE_ERROR) last_error_ = text;
    if (message.importance() >= job::JobMessage::JOB_MESSAGE_BASIC) std::cerr << text << "\n";
  }
  void Take(job::JobState::Enum state) {
    const std::lock_guard lock(mutex_);
    std::cerr << "job " << job::JobState::Enum_Name(state) << "\n";
  }
  std::string last_error() {
    const std::lock_guard lock(mutex_);
    return last_error_;
  }

 private:
  std::mutex mutex_;
  std::string last_error_ = "the engine did not say why";
};

/// Waits for the end of the job; asks for it when somebody wants to stop.
job::JobState::Enum WaitForEnd(JobClient& client, const Graph& graph, const RunHooks& hooks,
                               Clock::time_point start) {
  bool cancelling = false;
  Clock::time_point next_progress = start + kProgressInterval;
  while (true) {
    if (const auto end = client.WaitFor(kInterval)) return *end;
    if (hooks.cancelled() && !cancelling) {
      client.Cancel();
      cancelling = true;
    }
    if (Clock::now() < next_progress) continue;
    next_progress = Clock::now() + kProgressInterval;
    hooks.progress({MetricsOf(client.Metrics(), graph),
                    std::chrono::duration<double>(Clock::now() - start).count()});
  }
}

}  // namespace

PipelineResult RunOnEngine(const Pipeline& pipeline, const EngineJob& job, const RunHooks& hooks) {
  PipelineResult result{.runner = job.engine, .started = Now()};
  const auto start = Clock::now();
  const job::PrepareJobRequest request = RequestOf(pipeline, job);
  JobClient client(job.endpoint, kPatience);
  client.Start(request);
  Messages messages;
  client.Watch([&](const job::JobMessage& message) { messages.Take(message); },
               [&](job::JobState::Enum state) { messages.Take(state); });
  const job::JobState::Enum end = WaitForEnd(client, pipeline.graph(), hooks, start);
  result.wall_seconds = std::chrono::duration<double>(Clock::now() - start).count();
  result.metrics = MetricsOf(client.Metrics(), pipeline.graph());
  if (end == job::JobState::CANCELLED) {
    result.state = JobState::kCancelled;
  } else if (end != job::JobState::DONE) {
    result.state = JobState::kFailed;
    result.error = Error(ErrorCode::kInternal,
                         "the job failed on " + job.engine + ": " + messages.last_error());
  }
  return result;
}

}  // namespace beam::portable
