#include "beam/direct/shuffle/sorted_records.h"

#include <algorithm>
#include <bit>

namespace beam::direct {
namespace {

constexpr std::size_t kBytesForABucket = 256;
constexpr int kMaxBucketBits = 18;
/// How many records are on their way from memory while one is read.
constexpr std::size_t kPrefetched = 16;

/// Calls `take(hash, bytes)` with each record.
template <class Take>
void ForEachRecord(const std::vector<std::string>& blocks, const Take& take) {
  for (const std::string& block : blocks) {
    for (std::size_t at = 0; at < block.size();) {
      const char* bytes = block.data() + at;
      const exec::ShuffleRecord record = exec::ReadRecord(bytes);
      take(record.hash, bytes);
      at += exec::SizeOf(record);
    }
  }
}

}  // namespace

SortedRecords::SortedRecords(const std::vector<std::string>& blocks) {
  std::size_t bytes = 0;
  for (const std::string& block : blocks) bytes += block.size();
  const int bits = std::min<int>(std::bit_width(bytes / kBytesForABucket), kMaxBucketBits);
  const auto bucket_of = [bits](std::uint64_t hash) { return hash >> 1 >> (63 - bits); };

  std::vector<std::size_t> ends(std::size_t{1} << bits);
  ForEachRecord(blocks, [&](std::uint64_t hash, const char*) { ++ends[bucket_of(hash)]; });
  for (std::size_t& end : ends) end = count_ += end;
  entries_ = std::make_unique_for_overwrite<Entry[]>(count_);
  std::vector<std::size_t> at(ends.size());
  std::copy(ends.begin(), ends.end() - 1, at.begin() + 1);
  ForEachRecord(blocks, [&](std::uint64_t hash, const char* record) {
    entries_[at[bucket_of(hash)]++] = {hash, record};
  });

  std::size_t start = 0;
  for (const std::size_t end : ends) {
    // Equal keys stay in the order in which they came within a block.
    std::sort(&entries_[start], &entries_[end], [](const Entry& a, const Entry& b) {
      return a.hash != b.hash ? a.hash < b.hash : a.bytes < b.bytes;
    });
    start = end;
  }
}

bool SortedRecords::Next() {
  if (next_ == count_) return false;
  if (next_ == same_hash_end_) SortSameHash();
  if (next_ + kPrefetched < count_) __builtin_prefetch(entries_[next_ + kPrefetched].bytes);
  record_ = exec::ReadRecord(entries_[next_++].bytes);
  return true;
}

void SortedRecords::SortSameHash() {
  const Entry first = entries_[next_];
  const std::string_view key = exec::ReadRecord(first.bytes).key;
  bool is_one_key = true;
  while (++same_hash_end_ < count_ && entries_[same_hash_end_].hash == first.hash) {
    is_one_key = is_one_key && exec::ReadRecord(entries_[same_hash_end_].bytes).key == key;
  }
  if (is_one_key) return;
  std::sort(&entries_[next_], &entries_[same_hash_end_], [](const Entry& a, const Entry& b) {
    const int order = exec::ReadRecord(a.bytes).key.compare(exec::ReadRecord(b.bytes).key);
    return order != 0 ? order < 0 : a.bytes < b.bytes;
  });
}

}  // namespace beam::direct
