#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "beam/exec/shuffle_record.h"

namespace beam::direct {

/// Whole records, one after the other; never grows beyond what was reserved, so that they stay
/// where they are.
struct RecordBlock {
  std::unique_ptr<char[]> bytes;
  std::size_t size = 0;
  std::size_t capacity = 0;
};

/// Records that come in order.
class RecordSource {
 public:
  virtual ~RecordSource() = default;
  /// Goes to the first or next record; false when there is none.
  virtual bool Next() = 0;
  const exec::ShuffleRecord& record() const { return record_; }

 protected:
  exec::ShuffleRecord record_;
};

/// The records of some blocks, sorted: by one pass that deals them into small buckets by the upper
/// bits of their hashes, so that the rest is a matter of a few records each. The blocks must
/// outlive it.
class SortedRecords final : public RecordSource {
 public:
  explicit SortedRecords(const std::vector<RecordBlock>& blocks);
  bool Next() override;

 private:
  struct Entry {
    std::uint64_t hash;
    const char* bytes;
  };

  /// Sorts the entries from next_ on that have the same hash by their keys.
  void SortSameHash();

  std::unique_ptr<Entry[]> entries_;
  std::size_t count_ = 0;
  std::size_t next_ = 0;
  std::size_t same_hash_end_ = 0;  ///< Up to here all keys are in order.
};

}  // namespace beam::direct
