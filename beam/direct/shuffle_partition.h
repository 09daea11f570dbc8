#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "beam/direct/spill_file.h"
#include "beam/exec/shuffle_record.h"

namespace beam::direct {

/// How many bytes of records are in memory, of all partitions together.
using MemoryUse = std::atomic<std::size_t>;

/// The records of one partition of a GroupByKey: in memory, and in sorted runs in the spill file.
/// Add and Spill may be called by several threads at once.
class ShufflePartition {
 public:
  explicit ShufflePartition(MemoryUse& memory) : memory_(memory) {}
  ~ShufflePartition();
  ShufflePartition(const ShufflePartition&) = delete;
  ShufflePartition& operator=(const ShufflePartition&) = delete;

  /// Adds whole records.
  void Add(std::string_view records);

  /// Moves what is in memory now to `file`, as one sorted run.
  void Spill(SpillFile& file);

  std::size_t bytes_in_memory() const { return bytes_; }

  /// Calls `take` with each record in their order, and forgets them. A record is good during the
  /// call only. The last call on a partition; no other may run.
  void TakeSorted(const std::function<void(const exec::ShuffleRecord&)>& take);

 private:
  /// Whole records; never grows beyond what was reserved, so that they stay where they are.
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
    std::size_t capacity = 0;
  };
  /// A sorted run: chunks of whole records.
  using Run = std::vector<std::shared_ptr<const ChunkStore::Chunk>>;

  class Source;
  class MemorySource;
  class RunSource;

  void Release(std::vector<Block>& blocks);

  MemoryUse& memory_;
  std::mutex mutex_;
  std::vector<Block> blocks_;
  std::vector<Run> runs_;
  std::atomic<std::size_t> bytes_ = 0;
};

}  // namespace beam::direct
