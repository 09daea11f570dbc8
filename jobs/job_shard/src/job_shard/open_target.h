#pragma once

#include "job_shard/sample.h"
#include "job_shard/sample_names.h"
#include "job_shard/shard_folder.h"
#include "klay_beam/klay_beam.h"

namespace job_shard {

/// What to do with shards that are there.
enum class OldShards { kRefuse, kKeep, kRemove };

/// What OpenTarget makes of the target folder.
struct OpenedTarget {
  beam::PCollection<PackedShard> kept;
  beam::PCollection<std::int64_t> next;  ///< One: the number of the first new shard.
};

/// Looks into the target folder, and fails the job (invalid_argument) when shards or an index are
/// there that are neither to be kept nor removed. Removes what is to be removed, and what killed
/// runs left unfinished, unless it is a dry run. Counts "kept_shards".
class OpenTarget {
 public:
  OpenTarget(ShardFolder folder, SampleNames names, OldShards old, bool dry_run);

  OpenedTarget operator()(beam::Pipeline& pipeline) const;

 private:
  ShardFolder folder_;
  SampleNames names_;
  OldShards old_;
  bool dry_run_;
};

}  // namespace job_shard
