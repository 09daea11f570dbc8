#include "beam/direct/shuffle/shuffle_partition.h"

#include <algorithm>
#include <cstdint>
#include <queue>
#include <utility>

namespace beam::direct {
namespace {

constexpr std::size_t kBlockBytes = 64 << 10;
constexpr std::size_t kOwnBlockBytes = kBlockBytes / 4;
/// Each open run has a chunk in memory: 8 MB for a worker that reads as many as it may.
constexpr std::size_t kRunChunkBytes = 64 << 10;
constexpr std::size_t kMaxOpenRuns = 128;
constexpr std::size_t kRecordsBetweenChecks = 256;

std::size_t CapacityOf(const std::vector<std::string>& blocks) {
  std::size_t bytes = 0;
  for (const std::string& block : blocks) bytes += block.capacity();
  return bytes;
}

using Sources = std::vector<std::unique_ptr<RecordSource>>;

/// Calls `take` with the records of all `sources` in their order.
template <class Take>
void Merge(const Sources& sources, const std::function<void()>& check, const Take& take) {
  check();
  std::size_t taken = 0;
  const auto take_one = [&](const exec::ShuffleRecord& record) {
    take(record);
    if (++taken % kRecordsBetweenChecks == 0) check();
  };
  if (sources.size() == 1) {
    while (sources[0]->Next()) take_one(sources[0]->record());
    return;
  }
  const auto later = [](const RecordSource* a, const RecordSource* b) {
    return b->record() < a->record();
  };
  std::priority_queue<RecordSource*, std::vector<RecordSource*>, decltype(later)> next(later);
  for (const auto& source : sources) {
    if (source->Next()) next.push(source.get());
  }
  while (!next.empty()) {
    RecordSource* source = next.top();
    next.pop();
    take_one(source->record());
    if (source->Next()) next.push(source);
  }
}

}  // namespace

/// A run, read chunk by chunk.
class ShufflePartition::RunSource final : public RecordSource {
 public:
  explicit RunSource(Run run) : run_(std::move(run)) {}

  bool Next() override {
    if (at_ == chunk_.size()) {
      if (next_chunk_ == run_.size()) return false;
      chunk_ = run_[next_chunk_]->Read();
      run_[next_chunk_++] = nullptr;  // Its space is free from here on.
      at_ = 0;
    }
    record_ = exec::ReadRecord(chunk_.data() + at_);
    at_ += exec::SizeOf(record_);
    return true;
  }

 private:
  Run run_;
  std::size_t next_chunk_ = 0;
  std::string chunk_;
  std::size_t at_ = 0;
};

/// Writes records that come in order as a run.
class ShufflePartition::RunWriter {
 public:
  explicit RunWriter(exec::SpillFile& file) : file_(file) {}

  void Add(const exec::ShuffleRecord& record) {
    // A record's key and value follow its header.
    chunk_.append(record.key.data() - sizeof(exec::ShuffleRecordHeader), exec::SizeOf(record));
    if (chunk_.size() >= kRunChunkBytes) Keep();
  }
  Run Finish() {
    if (!chunk_.empty()) Keep();
    return std::move(run_);
  }

 private:
  void Keep() {
    run_.push_back(file_.Keep(chunk_));
    chunk_.clear();
  }

  exec::SpillFile& file_;
  Run run_;
  std::string chunk_;
};

/// Blocks that were taken out of a partition, counted as being spilled or read until they are freed
/// with the end of this.
class ShufflePartition::Taken {
 public:
  Taken(ShuffleMemory& memory, std::atomic<std::size_t>& counted_as, Blocks blocks)
      : memory_(memory), counted_as_(counted_as), blocks_(std::move(blocks)) {
    counted_as_ += CapacityOf(blocks_);
  }
  ~Taken() {
    const std::size_t bytes = CapacityOf(blocks_);
    blocks_.clear();
    memory_.used -= bytes;
    counted_as_ -= bytes;
  }
  Taken(const Taken&) = delete;
  Taken& operator=(const Taken&) = delete;

  const Blocks& blocks() const { return blocks_; }

 private:
  ShuffleMemory& memory_;
  std::atomic<std::size_t>& counted_as_;
  Blocks blocks_;
};

ShufflePartition::~ShufflePartition() {
  TakeBlocks(SIZE_MAX, memory_.reading);
}

void ShufflePartition::CountMemory(const std::string& block) {
  bytes_ += block.capacity();
  memory_.used += block.capacity();
}

void ShufflePartition::Add(std::string records) {
  const std::lock_guard lock(mutex_);
  if (records.size() >= kOwnBlockBytes && records.size() >= records.capacity() / 8 * 7) {
    CountMemory(blocks_.emplace_back(std::move(records)));
    return;
  }
  if (open_block_.capacity() - open_block_.size() < records.size()) {
    if (!open_block_.empty()) blocks_.push_back(std::move(open_block_));
    open_block_ = std::string();
    open_block_.reserve(std::max(kBlockBytes, records.size()));
    CountMemory(open_block_);
  }
  open_block_ += records;
}

ShufflePartition::Taken ShufflePartition::TakeBlocks(std::size_t max_bytes,
                                                     std::atomic<std::size_t>& counted_as) {
  const std::lock_guard lock(mutex_);
  if (!open_block_.empty()) blocks_.push_back(std::exchange(open_block_, std::string()));
  Blocks taken;
  for (std::size_t bytes = 0; bytes < max_bytes && !blocks_.empty();) {
    bytes += blocks_.back().capacity();
    taken.push_back(std::move(blocks_.back()));
    blocks_.pop_back();
  }
  bytes_ -= CapacityOf(taken);
  return Taken(memory_, counted_as, std::move(taken));
}

void ShufflePartition::Spill(exec::SpillFile& file) {
  const Taken taken = TakeBlocks(memory_.run_bytes(), memory_.spilling);
  if (taken.blocks().empty()) return;
  RunWriter writer(file);
  for (SortedRecords source(taken.blocks()); source.Next();) writer.Add(source.record());
  Run run = writer.Finish();
  const std::lock_guard lock(mutex_);
  runs_.push_back(std::move(run));
  file_ = &file;
}

void ShufflePartition::MergeRuns(const std::function<void()>& check) {
  while (runs_.size() > kMaxOpenRuns) {
    // No more than has to be: what is merged here is read and written once more.
    const std::size_t count = std::min(kMaxOpenRuns, runs_.size() - kMaxOpenRuns + 1);
    Sources sources;
    const auto end = runs_.begin() + static_cast<std::ptrdiff_t>(count);
    for (auto run = runs_.begin(); run != end; ++run) {
      sources.push_back(std::make_unique<RunSource>(std::move(*run)));
    }
    runs_.erase(runs_.begin(), end);
    RunWriter writer(*file_);
    Merge(sources, check, [&](const exec::ShuffleRecord& record) { writer.Add(record); });
    runs_.push_back(writer.Finish());
  }
}

void ShufflePartition::TakeSorted(const std::function<void(const exec::ShuffleRecord&)>& take,
                                  const std::function<void()>& check) {
  // First of all, so that what is in memory no longer counts as what could be spilled.
  const Taken taken = TakeBlocks(SIZE_MAX, memory_.reading);
  MergeRuns(check);
  Sources sources;
  for (Run& run : runs_) sources.push_back(std::make_unique<RunSource>(std::move(run)));
  runs_.clear();
  sources.push_back(std::make_unique<SortedRecords>(taken.blocks()));
  Merge(sources, check, take);
}

}  // namespace beam::direct
