#pragma once

#include <memory>
#include <string>
#include <utility>

#include "beam/coders/model/state_backed_iterable_coder.h"
#include "beam/worker/state_cache.h"
#include "beam/worker/state_client_internal.h"

namespace beam::worker {

/// Which bundle asks for state, and what of it may be kept for later ones.
struct StateScope {
  StateClient* client = nullptr;
  StateCache* cache = nullptr;
  std::string instruction_id = {};
  std::string user_state_token = {};  ///< Empty: the engine allows no caching.
  std::map<std::pair<std::string, std::string>, std::string> side_input_tokens = {};
};

/// What an engine has under one state key, page by page.
class EnginePages final : public StatePages {
 public:
  /// `scope` outlives this. Pages are kept in its cache under `token`, if that is not empty.
  EnginePages(const StateScope& scope, model::fn::StateKey key, std::string token)
      : scope_(scope), key_(std::move(key)), token_(std::move(token)) {}

  Page Read(const std::string& token, const std::string& continuation) const override;

 private:
  const StateScope& scope_;
  const model::fn::StateKey key_;
  const std::string token_;
};

/// Lists that do not fit into the data stream: the engine gives out their rest behind tokens.
class EngineLists final : public StatePages {
 public:
  explicit EngineLists(const StateScope& scope) : scope_(scope) {}
  Page Read(const std::string& token, const std::string& continuation) const override;

 private:
  const StateScope& scope_;
};

}  // namespace beam::worker
