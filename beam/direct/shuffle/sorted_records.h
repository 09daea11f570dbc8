#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "beam/exec/grouping/shuffle_record.h"

namespace beam::direct {

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

/// The records of some blocks of whole records, sorted: by one pass that deals them into small
/// buckets by the upper bits of their hashes, so that the rest is a matter of a few records each.
/// The blocks must outlive it.
class SortedRecords final : public RecordSource {
 public:
  explicit SortedRecords(const std::vector<std::string>& blocks);
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
