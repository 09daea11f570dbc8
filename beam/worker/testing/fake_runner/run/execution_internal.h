#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "beam/worker/testing/fake_runner/fake_runner.h"
#include "beam/worker/testing/fake_runner/job/metrics_internal.h"
#include "beam/worker/testing/fake_runner/plan/element_coder_internal.h"
#include "beam/worker/testing/fake_runner/plan/plan_internal.h"
#include "beam/worker/testing/fake_runner/run/stage_run_internal.h"
#include "beam/worker/testing/fake_runner/state/state_internal.h"
#include "beam/worker/testing/fake_runner/worker_connection_internal.h"

namespace beam::fake_runner {

/// Runs a plan, one step after the other, with all PCollections in memory.
class Execution {
 public:
  using TakeLog = std::function<void(const model::fn::LogEntry&)>;

  /// `job_id` is part of the workers' ids. What workers log is handed to `take_log`.
  Execution(const model::pipeline::Pipeline& pipeline, std::string job_id,
            const FakeRunnerOptions& options, TakeLog take_log);

  /// Throws what a worker fails with, or unavailable when one goes away.
  void Run();

  /// Lets Run throw cancelled before the next step, and the bundles at work fail.
  void Cancel();

  /// Ends the workers, and lets go of all elements.
  void End();

  const Metrics& metrics() const { return metrics_; }

 private:
  void RunStep(const Step& step);
  Elements Impulse(const model::pipeline::PTransform& transform) const;
  Elements Flatten(const model::pipeline::PTransform& transform) const;
  void RunStage(const Stage& stage);
  BundleKind Register(const Stage& stage, WorkerConnection& worker);
  /// Makes the transform's side inputs known; what workers may keep of them.
  void AddSideInputs(const std::string& id, BundleKind& kind);
  /// The worker of an environment, which is started when it is first wanted.
  WorkerConnection& WorkerOf(const std::string& environment);

  const Plan plan_;
  const std::string job_id_;
  const FakeRunnerOptions options_;
  const TakeLog take_log_;
  Metrics metrics_;
  State state_;
  std::map<std::string, Elements> collections_;
  std::size_t num_stages_ = 0;
  std::mutex mutex_;
  bool is_cancelled_ = false;
  std::map<std::string, std::unique_ptr<WorkerConnection>> workers_;  ///< By environment.
};

}  // namespace beam::fake_runner
