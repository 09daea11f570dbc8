#pragma once

#include "job_shard/sample.h"
#include "job_shard/shard_folder.h"
#include "klay_beam/klay_beam.h"

namespace job_shard {

/// Writes samples.jsonl and then index.json of all shards, each whole or not at all, when all of
/// them are there; nothing without shards.
class WriteIndex {
 public:
  /// `once` has one element, at whatever time.
  WriteIndex(ShardFolder folder, beam::PCollection<std::int64_t> once);

  void operator()(beam::PCollection<PackedShard> shards) const;

 private:
  ShardFolder folder_;
  beam::PCollection<std::int64_t> once_;
};

}  // namespace job_shard
