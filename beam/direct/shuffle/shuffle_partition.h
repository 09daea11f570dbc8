#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "beam/direct/shuffle/shuffle_memory.h"
#include "beam/direct/shuffle/sorted_records.h"
#include "beam/exec/grouping/shuffle_record.h"
#include "beam/exec/spill_file.h"

namespace beam::direct {

/// The records of one partition of a GroupByKey: in memory, and in sorted runs in the spill file.
/// Add and Spill may be called by several threads at once.
class ShufflePartition {
 public:
  explicit ShufflePartition(ShuffleMemory& memory) : memory_(memory) {}
  ~ShufflePartition();
  ShufflePartition(const ShufflePartition&) = delete;
  ShufflePartition& operator=(const ShufflePartition&) = delete;

  /// Adds whole records. Many of them stay in the memory that they come in.
  void Add(std::string records);

  /// Moves about as much of what is in memory as a run should have to `file`, sorted.
  void Spill(exec::SpillFile& file);

  std::size_t bytes_in_memory() const { return bytes_; }

  /// Calls `take` with each record in their order, and forgets them. A record is good during the
  /// call only. Calls `check` every now and then, also before the first record; it may throw. The
  /// last call on a partition; no other may run.
  void TakeSorted(const std::function<void(const exec::ShuffleRecord&)>& take,
                  const std::function<void()>& check);

 private:
  /// A sorted run: chunks of whole records.
  using Run = std::vector<std::shared_ptr<const ChunkStore::Chunk>>;
  using Blocks = std::vector<std::string>;

  class RunSource;
  class RunWriter;
  class Taken;

  /// Merges runs until there are few enough to be read at once.
  void MergeRuns(const std::function<void()>& check);
  Taken TakeBlocks(std::size_t max_bytes, std::atomic<std::size_t>& counted_as);
  void CountMemory(const std::string& block);

  ShuffleMemory& memory_;
  std::mutex mutex_;
  Blocks blocks_;           ///< Of whole records.
  std::string open_block_;  ///< Has room for few records more; never grows.
  std::vector<Run> runs_;
  exec::SpillFile* file_ = nullptr;  ///< Where the runs are.
  std::atomic<std::size_t> bytes_ = 0;
};

}  // namespace beam::direct
