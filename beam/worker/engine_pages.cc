#include "beam/worker/engine_pages_internal.h"

#include "beam/base/error.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;

StatePages::Page Fetch(const StateScope& scope, const fn::StateKey& key,
                       const std::string& continuation) {
  if (scope.client == nullptr) {
    throw Error(ErrorCode::kInternal, "the engine gave no endpoint for state");
  }
  fn::StateRequest request;
  request.set_instruction_id(scope.instruction_id);
  *request.mutable_state_key() = key;
  request.mutable_get()->set_continuation_token(continuation);
  fn::StateResponse response = scope.client->Call(std::move(request));
  return {std::move(*response.mutable_get()->mutable_data()),
          std::move(*response.mutable_get()->mutable_continuation_token())};
}

}  // namespace

StatePages::Page EnginePages::Read(const std::string&, const std::string& continuation) const {
  if (token_.empty()) return Fetch(scope_, key_, continuation);
  const std::string name = StateCache::NameOf(token_, key_.SerializeAsString(), continuation);
  if (auto page = scope_.cache->Find(name)) return *std::move(page);
  Page page = Fetch(scope_, key_, continuation);
  scope_.cache->Put(name, page);
  return page;
}

StatePages::Page EngineLists::Read(const std::string& token,
                                   const std::string& continuation) const {
  fn::StateKey key;
  key.mutable_runner()->set_key(token);
  return Fetch(scope_, key, continuation);
}

}  // namespace beam::worker
