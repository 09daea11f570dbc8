#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "beam/worker/testing/fake_runner/run/execution_internal.h"
#include "org/apache/beam/model/job_management/v1/beam_job_api.pb.h"

namespace beam::fake_runner {

namespace job = org::apache::beam::model::job_management::v1;

/// A pipeline on its way through the engine, and what there is to tell of it. All functions may be
/// called by several threads.
class Job {
 public:
  Job(std::string id, job::PrepareJobRequest request, const FakeRunnerOptions& options);
  /// Cancels, and waits for the end.
  ~Job();
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  const std::string& id() const { return id_; }
  const job::PrepareJobRequest& request() const { return request_; }

  /// Runs the pipeline on a thread of its own; a second call changes nothing.
  void Start();
  void Cancel();
  job::JobState::Enum state() const;
  job::MetricResults Metrics() const { return execution_.metrics().Results(); }

  /// Hands all that has happened and will happen to `tell`, until the job has ended, or `tell` is
  /// false.
  void Follow(const std::function<bool(const job::JobMessagesResponse&)>& tell);

 private:
  void Run();
  void Log(const model::fn::LogEntry& entry);
  void SetState(job::JobState::Enum state);
  void Say(job::JobMessage::MessageImportance importance, const std::string& text);

  const std::string id_;
  const job::PrepareJobRequest request_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<job::JobMessagesResponse> events_;  ///< Messages and states, in their order.
  job::JobState::Enum state_ = job::JobState::STOPPED;
  bool has_ended_ = false;
  bool is_cancelled_ = false;
  Execution execution_;
  std::thread thread_;
};

}  // namespace beam::fake_runner
