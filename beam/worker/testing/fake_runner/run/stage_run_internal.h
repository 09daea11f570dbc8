#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "beam/worker/testing/fake_runner/job/metrics_internal.h"
#include "beam/worker/testing/fake_runner/plan/plan_internal.h"
#include "beam/worker/testing/fake_runner/run/bundle_internal.h"

namespace beam::fake_runner {

/// Runs one stage on its whole input: in bundles, several at once, then its timers until there are
/// none.
class StageRun {
 public:
  using Outputs = std::map<std::string, Elements>;  ///< By PCollection.

  /// `num_bundles` run at once. All of the arguments outlive this.
  StageRun(const model::pipeline::Components& components, const Stage& stage, BundleKind kind,
           int num_bundles, WorkerConnection& worker, Metrics& metrics);

  Outputs Run(const Elements& input);

 private:
  /// Deals elements and timers out; those of a stateful stage by key, since two bundles must not
  /// have the state of a key at the same time.
  std::vector<Bundle> Deal(const Elements& input) const;
  std::vector<Bundle> Deal(std::vector<DueTimer> timers) const;

  /// Processes the bundles, and what is split off them.
  void ProcessAll(std::vector<Bundle> bundles);
  void Work();
  void Take(BundleResult result);

  const model::pipeline::Components& components_;
  const Stage& stage_;
  const BundleKind kind_;
  const std::size_t num_bundles_;
  const bool is_stateful_;
  WorkerConnection& worker_;
  Metrics& metrics_;
  const ElementCoder input_coder_;
  Timers timers_;
  Outputs outputs_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Bundle> waiting_;
  std::size_t num_at_work_ = 0;
  std::exception_ptr failure_;
};

}  // namespace beam::fake_runner
