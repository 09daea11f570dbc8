#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "beam/base/chunk_store.h"
#include "beam/state/engine_bag.h"
#include "beam/state/state_map.h"
#include "beam/state/stored_map.h"

namespace beam {

/// A map that an engine keeps as a bag of what was done to it, which every engine has: read on the
/// first look, written anew when much of it is overwritten.
class MapInBag final : public StateMap {
 public:
  /// `store` outlives this.
  MapInBag(ChunkStore& store, std::unique_ptr<EngineBag> bag)
      : store_(&store), bag_(std::move(bag)) {}

  void Put(std::string_view key, std::string_view value) override;
  void Remove(std::string_view key) override;
  std::optional<std::string> Get(std::string_view key) override { return entries().Get(key); }
  void Visit(std::string_view from, const Visitor& visitor) override {
    entries().Visit(from, visitor);
  }
  void Clear() override;
  void Save() override;

 private:
  StoredMap& entries();
  void Apply(std::string_view entry);
  void Note(const std::string& entry);
  void Flush();
  bool IsMostlyOverwritten();

  ChunkStore* store_;
  std::unique_ptr<EngineBag> bag_;
  std::optional<StoredMap> entries_;  ///< Nothing until the engine's were read.
  std::string notes_;                 ///< What the engine has not been told.
  std::size_t num_notes_ = 0;         ///< In the engine's bag and here, as far as they are known.
};

}  // namespace beam
