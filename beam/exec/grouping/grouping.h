#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "beam/base/chunk_store.h"
#include "beam/exec/buffer.h"
#include "beam/exec/grouping/shuffle_record.h"
#include "beam/exec/operator.h"

namespace beam::exec {

/// Where a stage's writing end of a GroupByKey puts its records.
class GroupingSink {
 public:
  virtual ~GroupingSink() = default;
  /// `records` are whole ShuffleRecords, one after the other.
  virtual void Put(std::size_t partition, std::string records) = 0;
};

/// Makes groups of the records of one partition.
class GroupReader {
 public:
  virtual ~GroupReader() = default;
  /// Takes the records in their order; those of a key that is finished may come no more.
  virtual void Add(const ShuffleRecord& record) = 0;
  /// The last record has been added.
  virtual void Finish() = 0;
};

/// Makes the two ends of a GroupByKey.
class GroupingFactory {
 public:
  virtual ~GroupingFactory() = default;
  virtual std::unique_ptr<Operator> MakeWriter(std::size_t num_partitions,
                                               GroupingSink& sink) const = 0;
  /// `sink` gets the groups, as elements KV<K, Iterable<V>>. Both must outlive the reader.
  virtual std::unique_ptr<GroupReader> MakeReader(ChunkStore& store, BufferSink& sink) const = 0;
};

}  // namespace beam::exec
