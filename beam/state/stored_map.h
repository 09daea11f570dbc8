#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beam/base/chunk_store.h"

namespace beam {

/// An ordered map from bytes to bytes that may be larger than memory: a log-structured merge tree.
/// The newest entries are in memory; what is beyond goes to the store as sorted runs, which are
/// merged as their number grows.
///
/// Reading is safe from several threads while nobody writes.
class StoredMap {
 public:
  /// `store` outlives the map.
  explicit StoredMap(ChunkStore& store) : store_(&store) {}

  void Put(std::string_view key, std::string_view value);
  void Remove(std::string_view key);
  std::optional<std::string> Get(std::string_view key) const;

  /// Sees an entry; false ends the visit.
  using Visitor = std::function<bool(std::string_view key, std::string_view value)>;
  /// Visits the entries with `from` <= key, in the order of the keys' bytes.
  void Visit(std::string_view from, const Visitor& visitor) const;

  /// Bytes of memory.
  std::size_t ApproximateBytes() const { return newest_bytes_; }

 private:
  /// Nothing stands for a removed entry, which hides older ones.
  using Entries = std::map<std::string, std::optional<std::string>, std::less<>>;

  class Run;
  class Cursor;
  class Merged;

  void Set(std::string_view key, std::optional<std::string> value);
  /// Makes a run of the newest entries.
  void Spill();
  /// Makes one run of the newest ones of equal level when they are many.
  void MergeRuns();

  ChunkStore* store_;
  Entries newest_;
  std::size_t newest_bytes_ = 0;
  std::vector<std::shared_ptr<const Run>> runs_;  ///< The oldest first.
};

}  // namespace beam
