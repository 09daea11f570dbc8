#include "beam/base/bytes.h"
#include "beam/base/error.h"
#include "beam/coders/wire/wire_coder.h"
#include "beam/worker/testing/fake_runner/state/user_state_internal.h"

namespace beam::fake_runner {
namespace {

namespace fn = model::fn;

/// Names the field, for one key and window, of which `key` means a part or all.
template <class Key>
std::string FieldOf(const Key& key) {
  fn::StateKey::BagUserState field;
  field.set_transform_id(key.transform_id());
  field.set_user_state_id(key.user_state_id());
  field.set_window(key.window());
  field.set_key(key.key());
  return field.SerializeAsString();
}

template <class Map>
auto Find(Map& map, const std::string& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

std::string TextOf(const std::string* found) {
  return found == nullptr ? "" : *found;
}

}  // namespace

bool UserState::Has(const fn::StateKey& key) {
  return key.has_bag_user_state() || key.has_multimap_user_state() ||
         key.has_multimap_keys_user_state() || key.has_ordered_list_user_state();
}

std::string UserState::Get(const fn::StateKey& key) const {
  if (key.has_bag_user_state()) return TextOf(Find(bags_, FieldOf(key.bag_user_state())));
  std::string bytes;
  if (key.has_multimap_user_state()) {
    const auto& of = key.multimap_user_state();
    const auto* map = Find(multimaps_, FieldOf(of));
    return map == nullptr ? "" : TextOf(Find(*map, of.map_key()));
  }
  if (key.has_multimap_keys_user_state()) {
    if (const auto* map = Find(multimaps_, FieldOf(key.multimap_keys_user_state()))) {
      for (const auto& [map_key, values] : *map) bytes += map_key;
    }
    return bytes;
  }
  const auto& of = key.ordered_list_user_state();
  if (const List* list = Find(lists_, FieldOf(of))) {
    const auto end = list->lower_bound(of.range().end());
    ByteWriter writer(bytes);
    for (auto entry = list->lower_bound(of.range().start()); entry != end; ++entry) {
      WireCoder<std::int64_t>::Encode(entry->first, writer);
      WireCoder<std::string>::Encode(entry->second, writer);
    }
  }
  return bytes;
}

void UserState::Append(const fn::StateKey& key, const std::string& data) {
  if (key.has_bag_user_state()) {
    bags_[FieldOf(key.bag_user_state())] += data;
  } else if (key.has_multimap_user_state()) {
    multimaps_[FieldOf(key.multimap_user_state())][key.multimap_user_state().map_key()] += data;
  } else if (key.has_ordered_list_user_state()) {
    List& list = lists_[FieldOf(key.ordered_list_user_state())];
    ByteReader in(data);
    while (in.remaining() > 0) {
      const auto number = WireCoder<std::int64_t>::Decode(in);
      list.emplace(number, WireCoder<std::string>::Decode(in));
    }
  } else {
    throw Error(ErrorCode::kInvalidArgument, "the keys of a multimap come with their values");
  }
}

void UserState::Clear(const fn::StateKey& key) {
  if (key.has_bag_user_state()) {
    bags_.erase(FieldOf(key.bag_user_state()));
  } else if (key.has_multimap_user_state()) {
    auto* map = Find(multimaps_, FieldOf(key.multimap_user_state()));
    if (map != nullptr) map->erase(key.multimap_user_state().map_key());
  } else if (key.has_multimap_keys_user_state()) {
    multimaps_.erase(FieldOf(key.multimap_keys_user_state()));
  } else {
    const auto& range = key.ordered_list_user_state().range();
    List* list = Find(lists_, FieldOf(key.ordered_list_user_state()));
    if (list == nullptr || range.start() >= range.end()) return;
    list->erase(list->lower_bound(range.start()), list->lower_bound(range.end()));
  }
}

}  // namespace beam::fake_runner
