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

/// Records that come in order.
class ShufflePartition::Source {
 public:
  virtual ~Source() = default;
  /// Goes to the first or next record; false when there is none.
  virtual bool Next() = 0;
  const exec::ShuffleRecord& record() const { return record_; }

 protected:
  exec::ShuffleRecord record_;
};

/// The records of some blocks, sorted here.
class ShufflePartition::MemorySource final : public Source {
 public:
  explicit MemorySource(const std::vector<Block>& blocks) {
    for (const Block& block : blocks) {
      for (std::size_t at = 0; at < block.size;) {
        const exec::ShuffleRecord record = exec::ReadRecord(block.bytes.get() + at);
        sorted_.push_back({record.hash, block.bytes.get() + at});
        at += exec::SizeOf(record);
      }
    }
    std::sort(sorted_.begin(), sorted_.end());
  }

  bool Next() override {
    if (next_ == sorted_.size()) return false;
    record_ = exec::ReadRecord(sorted_[next_++].bytes);
    return true;
  }

 private:
  struct Entry {
    std::uint64_t hash;
    const char* bytes;
    bool operator<(const Entry& other) const {
      if (hash != other.hash) return hash < other.hash;
      // Equal keys stay in the order in which they came within a block.
      const auto& a = exec::ReadRecord(bytes).key;
      const auto& b = exec::ReadRecord(other.bytes).key;
      const int order = a.compare(b);
      return order != 0 ? order < 0 : bytes < other.bytes;
    }
  };
  std::vector<Entry> sorted_;
  std::size_t next_ = 0;
};

/// A run, read chunk by chunk.
class ShufflePartition::RunSource final : public Source {
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
  Block& block = blocks_.back();
  std::memcpy(block.bytes.get() + block.size, records.data(), records.size());
  block.size += records.size();
}

void ShufflePartition::Spill(SpillFile& file) {
  std::vector<Block> blocks;
  {
    const std::lock_guard lock(mutex_);
    blocks = std::exchange(blocks_, {});
    bytes_ = 0;
  }
  if (blocks.empty()) return;
  Run run;
  std::string chunk;
  for (MemorySource source(blocks); source.Next();) {
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
  std::vector<std::unique_ptr<Source>> sources;
  sources.push_back(std::make_unique<MemorySource>(blocks_));
  for (Run& run : runs_) sources.push_back(std::make_unique<RunSource>(std::move(run)));
  runs_.clear();
  if (sources.size() == 1) {
    while (sources[0]->Next()) take(sources[0]->record());
  } else {
    auto later = [](const Source* a, const Source* b) { return b->record() < a->record(); };
    std::priority_queue<Source*, std::vector<Source*>, decltype(later)> next(later);
    for (auto& source : sources) {
      if (source->Next()) next.push(source.get());
    }
    while (!next.empty()) {
      Source* source = next.top();
      next.pop();
      take(source->record());
      if (source->Next()) next.push(source);
    }
  }
  Release(blocks_);
}

void ShufflePartition::Release(std::vector<Block>& blocks) {
  std::size_t bytes = 0;
  for (const Block& block : blocks) bytes += block.capacity;
  blocks.clear();
  memory_ -= bytes;
}

}  // namespace beam::direct
