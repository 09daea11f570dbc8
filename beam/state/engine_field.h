#pragma once

#include <memory>

#include "beam/base/chunk_store.h"
#include "beam/state/engine_bag.h"
#include "beam/state/state_list.h"
#include "beam/state/state_map.h"

namespace beam {

/// What a state field is to an engine that has such a thing; each can be kept as a bag as well.
enum class StateKind { kBag, kMap, kOrderedList };

/// One state field of one key and window, which an engine keeps.
class EngineField {
 public:
  virtual ~EngineField() = default;
  virtual std::unique_ptr<EngineBag> Bag() = 0;
  /// Null where the engine keeps a bag in place of a map. `store` outlives the map.
  virtual std::unique_ptr<StateMap> Map(ChunkStore& store) = 0;
  /// Null where the engine keeps a bag in place of an ordered list.
  virtual std::unique_ptr<StateList> OrderedList() = 0;
};

/// The map of a field; without a field one that no engine keeps. `store` outlives it.
std::unique_ptr<StateMap> OpenMap(ChunkStore& store, EngineField* field);

/// The same of an ordered list.
std::unique_ptr<StateList> OpenOrderedList(ChunkStore& store, EngineField* field);

}  // namespace beam
