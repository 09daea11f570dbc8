#include "beam/state/stored_map.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "beam/base/bytes.h"

namespace beam {
namespace {

constexpr std::size_t kBlockBytes = 16 << 10;
/// So many runs of one level become one of the next.
constexpr std::size_t kRunsPerLevel = 8;
/// What an entry of std::map needs beside its bytes, about.
constexpr std::size_t kBytesPerEntry = 112;

}  // namespace

/// Entries in the order of their keys, in blocks of the store.
class StoredMap::Run {
 public:
  explicit Run(std::size_t level) : level_(level) {}

  /// Adds an entry behind all others.
  void Add(ChunkStore& store, std::string_view key, const std::optional<std::string_view>& value) {
    if (block_.empty()) first_key_ = key;
    ByteWriter writer(block_);
    writer.WriteVarint(key.size());
    writer.WriteBytes(key);
    // 0 is a removed entry.
    writer.WriteVarint(value.has_value() ? value->size() + 1 : 0);
    if (value.has_value()) writer.WriteBytes(*value);
    if (block_.size() >= kBlockBytes) Flush(store);
  }
  void Flush(ChunkStore& store) {
    if (block_.empty()) return;
    blocks_.push_back({std::exchange(first_key_, {}), store.Keep(std::exchange(block_, {}))});
  }

  std::size_t level() const { return level_; }
  std::size_t num_blocks() const { return blocks_.size(); }

  /// The block in which `key` is, if it is in any.
  std::size_t BlockOf(std::string_view key) const {
    const auto behind = std::upper_bound(
        blocks_.begin(), blocks_.end(), key,
        [](std::string_view k, const Block& block) { return k < block.first_key; });
    return behind == blocks_.begin() ? 0 : static_cast<std::size_t>(behind - blocks_.begin()) - 1;
  }

  /// The bytes of a block; the one that was read last is at hand.
  std::shared_ptr<const std::string> Read(std::size_t block) const {
    const std::lock_guard lock(mutex_);
    if (last_ == nullptr || last_block_ != block) {
      last_ = std::make_shared<const std::string>(blocks_[block].chunk->Read());
      last_block_ = block;
    }
    return last_;
  }

 private:
  struct Block {
    std::string first_key;
    std::shared_ptr<const ChunkStore::Chunk> chunk;
  };

  const std::size_t level_;
  std::vector<Block> blocks_;
  std::string first_key_;
  std::string block_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const std::string> last_;
  mutable std::size_t last_block_ = 0;
};

/// Walks the entries of the newest ones or of a run, from a key on.
class StoredMap::Cursor {
 public:
  Cursor(const Entries& entries, std::string_view from)
      : next_entry_(entries.lower_bound(from)), end_(entries.end()) {
    Next();
  }
  Cursor(std::shared_ptr<const Run> run, std::string_view from)
      : run_(std::move(run)), next_block_(run_->BlockOf(from)) {
    do {
      Next();
    } while (!at_end_ && key_ < from);
  }

  bool at_end() const { return at_end_; }
  std::string_view key() const { return key_; }
  const std::optional<std::string_view>& value() const { return value_; }

  void Next() {
    if (run_ == nullptr) {
      NextOfEntries();
    } else {
      NextOfRun();
    }
  }

 private:
  void NextOfEntries() {
    at_end_ = next_entry_ == end_;
    if (at_end_) return;
    key_ = next_entry_->first;
    value_ = next_entry_->second;
    ++next_entry_;
  }

  void NextOfRun() {
    if (reader_.remaining() == 0) {
      at_end_ = next_block_ == run_->num_blocks();
      if (at_end_) return;
      block_ = run_->Read(next_block_++);
      reader_ = ByteReader(*block_);
    }
    key_ = reader_.ReadBytes(reader_.ReadVarint());
    const std::uint64_t size = reader_.ReadVarint();
    value_ = std::nullopt;
    if (size > 0) value_ = reader_.ReadBytes(size - 1);
  }

  std::shared_ptr<const Run> run_ = nullptr;
  Entries::const_iterator next_entry_ = {};
  Entries::const_iterator end_ = {};
  std::size_t next_block_ = 0;
  std::shared_ptr<const std::string> block_ = nullptr;
  ByteReader reader_{{}};
  std::string_view key_;
  std::optional<std::string_view> value_;
  bool at_end_ = false;
};

/// Walks several cursors at once, in the order of keys; of equal keys the newest counts.
class StoredMap::Merged {
 public:
  /// The newest cursor first.
  explicit Merged(std::vector<Cursor> cursors) : cursors_(std::move(cursors)) { Find(); }

  bool at_end() const { return first_ == nullptr; }
  const Cursor& operator*() const { return *first_; }

  void Next() {
    const std::string key(first_->key());
    for (Cursor& cursor : cursors_) {
      if (!cursor.at_end() && cursor.key() == key) cursor.Next();
    }
    Find();
  }

 private:
  void Find() {
    first_ = nullptr;
    for (const Cursor& cursor : cursors_) {
      if (cursor.at_end()) continue;
      if (first_ == nullptr || cursor.key() < first_->key()) first_ = &cursor;
    }
  }

  std::vector<Cursor> cursors_;
  const Cursor* first_ = nullptr;
};

void StoredMap::Put(std::string_view key, std::string_view value) {
  Set(key, std::string(value));
}

void StoredMap::Remove(std::string_view key) {
  if (runs_.empty()) {
    const auto found = newest_.find(key);
    if (found == newest_.end()) return;
    newest_bytes_ -= kBytesPerEntry + key.size() + found->second->size();
    newest_.erase(found);
  } else {
    Set(key, std::nullopt);
  }
}

void StoredMap::Set(std::string_view key, std::optional<std::string> value) {
  auto found = newest_.find(key);
  if (found == newest_.end()) {
    found = newest_.emplace(key, std::nullopt).first;
    newest_bytes_ += kBytesPerEntry + key.size();
  }
  if (found->second.has_value()) newest_bytes_ -= found->second->size();
  if (value.has_value()) newest_bytes_ += value->size();
  found->second = std::move(value);
  if (newest_bytes_ > store_->memory_bytes()) Spill();
}

std::optional<std::string> StoredMap::Get(std::string_view key) const {
  const auto found = newest_.find(key);
  if (found != newest_.end()) return found->second;
  for (std::size_t i = runs_.size(); i-- > 0;) {
    const Cursor cursor(runs_[i], key);
    if (cursor.at_end() || cursor.key() != key) continue;
    if (!cursor.value().has_value()) return std::nullopt;
    return std::string(*cursor.value());
  }
  return std::nullopt;
}

void StoredMap::Visit(std::string_view from, const Visitor& visitor) const {
  std::vector<Cursor> cursors;
  cursors.emplace_back(newest_, from);
  for (std::size_t i = runs_.size(); i-- > 0;) cursors.emplace_back(runs_[i], from);
  for (Merged entry(std::move(cursors)); !entry.at_end(); entry.Next()) {
    const Cursor& at = *entry;
    if (at.value().has_value() && !visitor(at.key(), *at.value())) return;
  }
}

void StoredMap::Spill() {
  auto run = std::make_shared<Run>(0);
  for (const auto& [key, value] : newest_) {
    // With nothing older there is nothing to hide.
    if (value.has_value() || !runs_.empty()) run->Add(*store_, key, value);
  }
  run->Flush(*store_);
  newest_.clear();
  newest_bytes_ = 0;
  if (run->num_blocks() == 0) return;
  runs_.push_back(std::move(run));
  MergeRuns();
}

void StoredMap::MergeRuns() {
  while (true) {
    const std::size_t level = runs_.back()->level();
    const auto first = std::find_if(runs_.begin(), runs_.end(),
                                    [&](const auto& run) { return run->level() == level; });
    if (runs_.end() - first < static_cast<std::ptrdiff_t>(kRunsPerLevel)) return;
    std::vector<Cursor> cursors;
    for (auto run = runs_.end(); run != first;) cursors.emplace_back(*--run, std::string_view());
    auto merged = std::make_shared<Run>(level + 1);
    for (Merged entry(std::move(cursors)); !entry.at_end(); entry.Next()) {
      if ((*entry).value().has_value() || first != runs_.begin()) {
        merged->Add(*store_, (*entry).key(), (*entry).value());
      }
    }
    merged->Flush(*store_);
    runs_.erase(first, runs_.end());
    if (merged->num_blocks() == 0) return;
    runs_.push_back(std::move(merged));
  }
}

}  // namespace beam
