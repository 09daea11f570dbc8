#pragma once

#include <functional>

#include "job_shard/sample.h"
#include "job_shard/sample_names.h"
#include "job_shard/shard_folder.h"

namespace job_shard {

/// Calls `visit` with each shard that an earlier run left in `folder`. Where samples.jsonl lacks
/// one, since the run was killed before it wrote it, or says otherwise than the shard, its headers
/// are read. Throws data_loss for a shard that is not whole.
void ReadKeptShards(const ShardFolder& folder, const ShardFolderContent& content,
                    const SampleNames& names,
                    const std::function<void(PackedShard&& shard)>& visit);

}  // namespace job_shard
