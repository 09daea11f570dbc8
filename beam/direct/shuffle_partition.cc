#include "beam/direct/shuffle_partition.h"

#include <algorithm>
#include <cstring>
#include <queue>
#include <utility>

namespace beam::direct {
namespace {

constexpr std::size_t kBlockBytes = 64 << 10;
constexpr std::size_t kRunChunkBytes = 256 << 10;

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

ShufflePartition::~ShufflePartition() {
  Release(blocks_);
}

void ShufflePartition::Add(std::string_view records) {
  const std::lock_guard lock(mutex_);
  if (blocks_.empty() || blocks_.back().capacity - blocks_.back().size < records.size()) {
    const std::size_t capacity = std::max(kBlockBytes, records.size());
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(capacity), 0, capacity});
    bytes_ += capacity;
    memory_ += capacity;
  }
  RecordBlock& block = blocks_.back();
  std::memcpy(block.bytes.get() + block.size, records.data(), records.size());
  block.size += records.size();
}

void ShufflePartition::Spill(SpillFile& file) {
  std::vector<RecordBlock> blocks;
  {
    const std::lock_guard lock(mutex_);
    blocks = std::exchange(blocks_, {});
    bytes_ = 0;
  }
  if (blocks.empty()) return;
  Run run;
  std::string chunk;
  for (SortedRecords source(blocks); source.Next();) {
    const exec::ShuffleRecord& record = source.record();
    // A record's key and value follow its header.
    chunk.append(record.key.data() - sizeof(exec::ShuffleRecordHeader), exec::SizeOf(record));
    if (chunk.size() >= kRunChunkBytes) run.push_back(file.Keep(std::exchange(chunk, {})));
  }
  if (!chunk.empty()) run.push_back(file.Keep(std::move(chunk)));
  Release(blocks);
  const std::lock_guard lock(mutex_);
  runs_.push_back(std::move(run));
}

void ShufflePartition::TakeSorted(const std::function<void(const exec::ShuffleRecord&)>& take) {
  std::vector<std::unique_ptr<RecordSource>> sources;
  sources.push_back(std::make_unique<SortedRecords>(blocks_));
  for (Run& run : runs_) sources.push_back(std::make_unique<RunSource>(std::move(run)));
  runs_.clear();
  if (sources.size() == 1) {
    while (sources[0]->Next()) take(sources[0]->record());
  } else {
    auto later = [](const RecordSource* a, const RecordSource* b) {
      return b->record() < a->record();
    };
    std::priority_queue<RecordSource*, std::vector<RecordSource*>, decltype(later)> next(later);
    for (auto& source : sources) {
      if (source->Next()) next.push(source.get());
    }
    while (!next.empty()) {
      RecordSource* source = next.top();
      next.pop();
      take(source->record());
      if (source->Next()) next.push(source);
    }
  }
  Release(blocks_);
}

void ShufflePartition::Release(std::vector<RecordBlock>& blocks) {
  std::size_t bytes = 0;
  for (const RecordBlock& block : blocks) bytes += block.capacity;
  blocks.clear();
  memory_ -= bytes;
}

}  // namespace beam::direct
