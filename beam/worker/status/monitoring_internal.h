#pragma once

#include <memory>
#include <string>
#include <vector>

#include "beam/exec/metrics.h"
#include "beam/model/fn_internal.h"
#include "beam/worker/bundle/bundle_stage_internal.h"
#include "beam/worker/status/step_sampler.h"
#include "beam/worker/status/worker_status.h"

namespace beam::worker {

/// The namespace of all counters and distributions of this SDK, whose names stand alone.
inline constexpr char kMetricNamespace[] = "klay_beam";

/// How the URNs of metrics of a whole worker begin; a name and ":v1" follow.
inline constexpr char kWorkerMetric[] = "beam:metric:klay_beam:worker_";

/// Makes Beam's messages of what a bundle counted.
class MonitoringInfos {
 public:
  /// The elements of each PCollection, and the bytes of some of them.
  void Add(const std::vector<std::unique_ptr<BundleStage::Counted>>& counts, bool with_bytes);
  /// How much of a splittable transform's element at work is done, and left.
  void AddProgress(const std::string& transform_id, double done, double left);
  /// The time that each step took; `id_of_step` names them.
  void Add(const StepSampler::Times& times, const std::vector<std::string>& id_of_step);
  /// What transforms counted; the steps' names are transform ids.
  void Add(const MetricsSnapshot& metrics);

  /// What concerns the worker as a whole, since its start or now, under names of this SDK's own:
  /// Beam has none for it. They begin with kWorkerMetric.
  void Add(const WorkerStatus& status);

  const std::vector<model::pipeline::MonitoringInfo>& infos() const { return infos_; }

 private:
  model::pipeline::MonitoringInfo& New(const std::string& urn, const std::string& type);

  std::vector<model::pipeline::MonitoringInfo> infos_;
};

}  // namespace beam::worker
