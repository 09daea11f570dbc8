#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "beam/pipeline/graph.h"
#include "beam/pipeline/run_hooks.h"
#include "beam/portable/engine_job.h"
#include "beam/portable/job_client_internal.h"
#include "beam/portable/stall_watch.h"

namespace beam::portable {

/// Follows a job that was started to its end. What the engine says goes to standard error.
class JobWatch {
 public:
  /// All of them outlive the watch.
  JobWatch(JobClient& client, const Graph& graph, const EngineJob& job, const RunHooks& hooks);

  /// Waits for the job's end, and asks for it when somebody wants to stop or the engine has told
  /// nothing new for job.stall_timeout. Nothing when the engine does not end it then. Throws
  /// unavailable when the job server is gone.
  std::optional<job::JobState::Enum> Wait();

  /// Whether the engine told nothing new for too long.
  bool has_stalled() const { return has_stalled_; }
  /// What the job has counted, as far as the engine told before its end.
  const MetricsSnapshot& metrics() const { return metrics_; }
  /// The last error that the engine told.
  std::string last_error();

 private:
  using Clock = StallWatch::Clock;

  void Take(const job::JobMessage& message);
  void Take(job::JobState::Enum state);
  void Say(const std::string& line);
  /// Reports progress. A job server that does not answer now is asked again later.
  void Poll();
  void WatchForStall();
  void CancelOnce();

  JobClient& client_;
  const Graph& graph_;
  const EngineJob& job_;
  const RunHooks& hooks_;
  const Clock::time_point start_ = Clock::now();
  Clock::time_point next_poll_;
  StallWatch stall_;
  std::optional<Clock::time_point> cancelled_at_;
  bool has_stalled_ = false;
  bool has_told_of_silence_ = false;
  MetricsSnapshot metrics_;
  std::uint64_t last_counts_ = 0;
  std::uint64_t last_heard_ = 0;

  std::mutex mutex_;  // Of what follows: the client's threads call Take.
  std::uint64_t heard_ = 0;
  std::string last_error_ = "the engine did not say why";
};

}  // namespace beam::portable
