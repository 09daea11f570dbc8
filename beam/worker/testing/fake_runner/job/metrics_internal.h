#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "beam/model/fn_internal.h"
#include "beam/worker/testing/fake_runner/worker_connection_internal.h"
#include "org/apache/beam/model/job_management/v1/beam_job_api.pb.h"

namespace beam::fake_runner {

/// What the bundles of a job have counted.
class Metrics {
 public:
  /// Adds what a bundle says at its end. What its short ids mean, the worker is asked once.
  void Take(const model::fn::ProcessBundleResponse& response, WorkerConnection& worker);

  /// Users' counters, distributions and gauges.
  org::apache::beam::model::job_management::v1::MetricResults Results() const;

 private:
  using Info = model::pipeline::MonitoringInfo;

  void AskFor(const std::set<std::string>& ids, WorkerConnection& worker);
  void Add(const Info& info);

  mutable std::mutex mutex_;
  std::map<std::pair<const WorkerConnection*, std::string>, Info> known_;  ///< By short id.
  std::map<std::string, Info> totals_;                                     ///< By urn and labels.
};

}  // namespace beam::fake_runner
