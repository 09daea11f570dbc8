#pragma once

#include <memory>
#include <string>

#include "beam/state/engine_field.h"
#include "beam/worker/state/engine_pages_internal.h"

namespace beam::worker {

class BundleState;

/// Whose state it is: names a step's field for a key and window. The bytes are encoded.
struct UserStateName {
  std::string transform_id;
  std::string state;
  std::string window;
  std::string key;

  /// Fills the part of a state key that all kinds of user state have.
  template <class Key>
  Key& Fill(Key& state_key) const {
    state_key.set_transform_id(transform_id);
    state_key.set_user_state_id(state);
    state_key.set_window(window);
    state_key.set_key(key);
    return state_key;
  }
};

/// Which bundle works on user state, and where its changes are awaited; both outlive what is made
/// with it.
struct UserStateAccess {
  const StateScope* scope;
  BundleState* bundle;

  /// What the engine has under `key` now, in order with the changes. Not cached.
  StatePages::Page Fetch(const model::fn::StateKey& key, const std::string& continuation) const {
    return FetchPage(*scope, key, continuation);
  }
  void Append(const model::fn::StateKey& key, std::string data) const;
  void Clear(const model::fn::StateKey& key) const;
};

/// A bag, whose first page is cached.
std::unique_ptr<EngineBag> MakeUserBag(UserStateAccess access, const UserStateName& name);

/// A map that the engine keeps as a multimap with one value a key; both are encoded as bytes. The
/// values are cached.
std::unique_ptr<StateMap> MakeUserMap(UserStateAccess access, UserStateName name,
                                      ChunkStore& store);

/// A list that the engine keeps in order. Nothing is cached: each look asks the engine.
std::unique_ptr<StateList> MakeUserList(UserStateAccess access, UserStateName name);

}  // namespace beam::worker
