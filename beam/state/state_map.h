#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "beam/base/chunk_store.h"
#include "beam/state/engine_bag.h"
#include "beam/state/stored_map.h"

namespace beam {

/// The map from bytes to bytes that maps, sets and ordered lists of a key's state are made of. An
/// engine keeps it as a bag of what was done to it, which every engine has: read on the first look,
/// written anew when much of it is overwritten.
class StateMap {
 public:
  /// Of a map that no engine keeps, `bag` is null. `store` outlives this.
  StateMap(ChunkStore& store, EngineBag* bag) : store_(&store), bag_(bag) {
    if (bag_ == nullptr) entries_.emplace(store);
  }

  void Put(std::string_view key, std::string_view value);
  void Remove(std::string_view key);
  std::optional<std::string> Get(std::string_view key) { return entries().Get(key); }
  void Visit(std::string_view from, const StoredMap::Visitor& visitor) {
    entries().Visit(from, visitor);
  }
  bool empty() { return entries().empty(); }
  void Clear();

  /// Tells the engine what has changed.
  void Save();

 private:
  StoredMap& entries();
  void Apply(std::string_view entry);
  void Note(const std::string& entry);
  void Flush();
  bool IsMostlyOverwritten();

  ChunkStore* store_;
  EngineBag* bag_;
  std::optional<StoredMap> entries_;  ///< Nothing until an engine's were read.
  std::string notes_;                 ///< What the engine has not been told.
  std::size_t num_notes_ = 0;         ///< In the engine's bag and here, as far as they are known.
};

}  // namespace beam
