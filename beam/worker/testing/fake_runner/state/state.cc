#include "beam/worker/testing/fake_runner/state/state_internal.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "beam/base/error.h"

namespace beam::fake_runner {
namespace {

namespace fn = model::fn;

/// Where the page that `continuation` names begins.
std::size_t StartOf(const std::string& continuation) {
  std::size_t start = 0;
  const char* const end = continuation.data() + continuation.size();
  const auto [parsed, error] = std::from_chars(continuation.data(), end, start);
  if (continuation.empty() || (error == std::errc() && parsed == end)) return start;
  throw Error(ErrorCode::kInvalidArgument, "no such page of state: \"" + continuation + "\"");
}

}  // namespace

void State::AddSideInput(const std::string& transform_id, const std::string& tag,
                         const std::string& pattern_urn, const ElementCoder& coder,
                         const Elements& elements) {
  const std::lock_guard lock(mutex_);
  side_inputs_.Add(transform_id, tag, pattern_urn, coder, elements);
}

std::string State::AddList(std::string bytes) {
  const std::lock_guard lock(mutex_);
  std::string token = "list" + std::to_string(lists_.size());
  lists_[token] = std::move(bytes);
  return token;
}

std::optional<std::string> State::Find(const fn::StateKey& key) const {
  if (!key.has_runner()) return side_inputs_.Find(key);
  const auto list = lists_.find(key.runner().key());
  return list == lists_.end() ? std::nullopt : std::optional(list->second);
}

fn::StateResponse State::Answer(const fn::StateRequest& request) {
  fn::StateResponse response;
  response.set_id(request.id());
  const std::lock_guard lock(mutex_);
  try {
    if (UserState::Has(request.state_key())) {
      AnswerOfUser(request, response);
    } else if (const auto values = Find(request.state_key());
               values.has_value() && request.has_get()) {
      Get(*values, request.get().continuation_token(), *response.mutable_get());
    } else {
      response.set_error("the fake runner has no such state: " + request.ShortDebugString());
    }
  } catch (const Error& error) {
    response.set_error(error.what());
  }
  return response;
}

void State::Get(const std::string& bytes, const std::string& continuation,
                fn::StateGetResponse& page) const {
  const std::size_t start = std::min(StartOf(continuation), bytes.size());
  page.set_data(bytes.substr(start, page_bytes_));
  const std::size_t end = start + page.data().size();
  if (end < bytes.size()) page.set_continuation_token(std::to_string(end));
}

void State::AnswerOfUser(const fn::StateRequest& request, fn::StateResponse& response) {
  const fn::StateKey& key = request.state_key();
  switch (request.request_case()) {
    case fn::StateRequest::kGet:
      Get(user_state_.Get(key), request.get().continuation_token(), *response.mutable_get());
      return;
    case fn::StateRequest::kAppend:
      user_state_.Append(key, request.append().data());
      response.mutable_append();
      return;
    case fn::StateRequest::kClear:
      user_state_.Clear(key);
      response.mutable_clear();
      return;
    default:
      response.set_error("nothing was asked of a user's state");
  }
}

}  // namespace beam::fake_runner
