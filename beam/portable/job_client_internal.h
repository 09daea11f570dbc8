#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "org/apache/beam/model/job_management/v1/beam_job_api.pb.h"

namespace beam::portable {

namespace job = org::apache::beam::model::job_management::v1;

/// How long a job server may take.
struct JobPatience {
  std::chrono::milliseconds connect;  ///< Until it listens.
  std::chrono::milliseconds call;     ///< To answer a call.
};

/// A job on an engine, spoken to through the Job API. A call that is not answered in time throws
/// unavailable.
class JobClient {
 public:
  /// Waits until a job server listens at `endpoint`; throws unavailable when none does.
  JobClient(std::string endpoint, JobPatience patience);
  ~JobClient();
  JobClient(const JobClient&) = delete;
  JobClient& operator=(const JobClient&) = delete;

  /// Prepares the job, stages its files and starts it. Throws what the engine refuses it with.
  void Start(const job::PrepareJobRequest& request);

  /// What the engine says while the job runs. Called by a thread of the client, until the job ends.
  void Watch(std::function<void(const job::JobMessage&)> message,
             std::function<void(job::JobState::Enum)> state);
  /// Waits for the end, or until `interval` is over. The state once the job has ended; throws
  /// unavailable when the job server is gone.
  std::optional<job::JobState::Enum> WaitFor(std::chrono::milliseconds interval);

  /// Asks the engine to end the job. Throws what it answers.
  void Cancel();
  /// What the job has counted. Waits no longer than `patience` either.
  job::MetricResults Metrics(std::chrono::milliseconds patience);

 private:
  class Watcher;

  struct Stub;

  const std::string endpoint_;
  const JobPatience patience_;
  std::unique_ptr<Stub> stub_;
  std::string job_id_;
  std::unique_ptr<Watcher> watcher_;
};

}  // namespace beam::portable
