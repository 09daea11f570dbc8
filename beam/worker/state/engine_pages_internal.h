#pragma once

#include <future>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "beam/coders/model/state_backed_iterable_coder.h"
#include "beam/worker/state/state_cache.h"
#include "beam/worker/state/state_client_internal.h"

namespace beam::worker {

/// Which bundle asks for state, and what of it may be kept for later ones.
struct StateScope {
  StateClient* client = nullptr;
  StateCache* cache = nullptr;
  std::string instruction_id = {};
  /// Under which names state may be kept; those that the engine does not give are the bundle's own.
  std::string user_state_token = {};
  std::map<std::pair<std::string, std::string>, std::string> side_input_tokens = {};

  /// A token that no other bundle has.
  std::string BundleToken() const { return "bundle " + instruction_id; }
};

/// Asks the engine for the state of `scope`'s bundle under `key`: a get, an append or a clear.
std::future<model::fn::StateResponse> SendRequest(const StateScope& scope,
                                                  const model::fn::StateKey& key,
                                                  model::fn::StateRequest request);

/// A page of the state under `key`.
StatePages::Page FetchPage(const StateScope& scope, const model::fn::StateKey& key,
                           const std::string& continuation);

/// What an engine has under one state key, page by page.
class EnginePages final : public StatePages {
 public:
  /// `scope` outlives this. Pages are kept in its cache under `token`.
  EnginePages(const StateScope& scope, model::fn::StateKey key, std::string token)
      : scope_(scope), key_(std::move(key)), token_(std::move(token)) {}

  Page Read(const std::string& token, const std::string& continuation) const override;

 private:
  const StateScope& scope_;
  const model::fn::StateKey key_;
  const std::string token_;
};

/// The same, asked for each time.
class FreshPages final : public StatePages {
 public:
  /// `scope` outlives this.
  FreshPages(const StateScope& scope, model::fn::StateKey key)
      : scope_(scope), key_(std::move(key)) {}

  Page Read(const std::string&, const std::string& continuation) const override {
    return FetchPage(scope_, key_, continuation);
  }

 private:
  const StateScope& scope_;
  const model::fn::StateKey key_;
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
