#pragma once

#include "job_shard/sample.h"
#include "job_shard/sample_names.h"
#include "job_shard/shard_folder.h"
#include "klay_beam/klay_beam.h"

namespace job_shard {

/// What WriteShards makes of its plans.
struct WrittenShards {
  beam::PCollection<PackedShard> shards;
  beam::PCollection<klay::Failure> failed;  ///< Samples; in the run report, too.
};

/// Writes each shard, whole or not at all. A sample of which a file has gone, has another size than
/// before or cannot be read is a Failure, and its shard is written without it; one that loses all
/// of its samples so is not written. Counts "done" and "failed" samples, "shards" and
/// "shard_bytes". A shard that cannot be written ends the job.
class WriteShards {
 public:
  WriteShards(ShardFolder folder, SampleNames names);

  WrittenShards operator()(beam::PCollection<PlannedShard> plans) const;

 private:
  ShardFolder folder_;
  SampleNames names_;
};

}  // namespace job_shard
