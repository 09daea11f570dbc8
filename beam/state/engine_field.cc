#include "beam/state/engine_field.h"

#include "beam/state/list_in_map.h"
#include "beam/state/map_in_bag.h"
#include "beam/state/stored_map.h"

namespace beam {
namespace {

/// A map that no engine keeps.
class OwnMap final : public StateMap {
 public:
  explicit OwnMap(ChunkStore& store) : store_(&store), entries_(store) {}

  void Put(std::string_view key, std::string_view value) override { entries_.Put(key, value); }
  void Remove(std::string_view key) override { entries_.Remove(key); }
  std::optional<std::string> Get(std::string_view key) override { return entries_.Get(key); }
  void Visit(std::string_view from, const Visitor& visitor) override {
    entries_.Visit(from, visitor);
  }
  void Clear() override { entries_ = StoredMap(*store_); }
  void Save() override {}

 private:
  ChunkStore* store_;
  StoredMap entries_;
};

}  // namespace

std::unique_ptr<StateMap> OpenMap(ChunkStore& store, EngineField* field) {
  if (field == nullptr) return std::make_unique<OwnMap>(store);
  if (auto map = field->Map(store)) return map;
  return std::make_unique<MapInBag>(store, field->Bag());
}

std::unique_ptr<StateList> OpenOrderedList(ChunkStore& store, EngineField* field) {
  if (field == nullptr) return std::make_unique<ListInMap>(std::make_unique<OwnMap>(store));
  if (auto list = field->OrderedList()) return list;
  return std::make_unique<ListInMap>(std::make_unique<MapInBag>(store, field->Bag()));
}

}  // namespace beam
