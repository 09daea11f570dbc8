#pragma once

#include <cstdint>
#include <optional>

#include "job_shard/sample.h"
#include "job_shard/sample_names.h"
#include "klay_beam/klay_beam.h"

namespace job_shard {

/// How samples are divided.
struct ShardRules {
  std::int64_t max_samples = 0;
  std::int64_t max_bytes = 0;  ///< Of a whole shard; a larger sample has one of its own.
  /// Orders the samples by chance, the same for a seed, and not by path.
  std::optional<std::int64_t> shuffle_seed = {};
};

/// Divides all samples into shards, numbered on from `first`. Which sample is where hangs on the
/// samples and the rules alone. The paths and sizes of all samples are in memory at once.
class PlanShards {
 public:
  /// Throws invalid_argument for limits below 1.
  PlanShards(SampleNames names, ShardRules rules, beam::PCollection<std::int64_t> first);

  beam::PCollection<PlannedShard> operator()(beam::PCollection<Sample> samples) const;

 private:
  SampleNames names_;
  ShardRules rules_;
  beam::PCollection<std::int64_t> first_;
};

}  // namespace job_shard
