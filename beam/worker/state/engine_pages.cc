#include "beam/worker/state/engine_pages_internal.h"

#include "beam/base/error.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;

}  // namespace

std::future<fn::StateResponse> SendRequest(const StateScope& scope, const fn::StateKey& key,
                                           fn::StateRequest request) {
  if (scope.client == nullptr) {
    throw Error(ErrorCode::kInternal, "the engine gave no endpoint for state");
  }
  request.set_instruction_id(scope.instruction_id);
  *request.mutable_state_key() = key;
  return scope.client->Send(std::move(request));
}

StatePages::Page FetchPage(const StateScope& scope, const fn::StateKey& key,
                           const std::string& continuation) {
  fn::StateRequest request;
  request.mutable_get()->set_continuation_token(continuation);
  fn::StateResponse response = SendRequest(scope, key, std::move(request)).get();
  return {std::move(*response.mutable_get()->mutable_data()),
          std::move(*response.mutable_get()->mutable_continuation_token())};
}

StatePages::Page EnginePages::Read(const std::string&, const std::string& continuation) const {
  const std::string name = StateCache::NameOf(token_, key_.SerializeAsString(), continuation);
  if (auto page = scope_.cache->Find(name)) return *std::move(page);
  Page page = FetchPage(scope_, key_, continuation);
  scope_.cache->Put(name, page);
  return page;
}

StatePages::Page EngineLists::Read(const std::string& token,
                                   const std::string& continuation) const {
  fn::StateKey key;
  key.mutable_runner()->set_key(token);
  return FetchPage(scope_, key, continuation);
}

}  // namespace beam::worker
