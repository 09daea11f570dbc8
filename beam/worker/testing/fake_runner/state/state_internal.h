#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "beam/model/fn_internal.h"
#include "beam/worker/testing/fake_runner/state/side_inputs_internal.h"
#include "beam/worker/testing/fake_runner/state/user_state_internal.h"

namespace beam::fake_runner {

/// What workers ask for while they process bundles: side inputs and
/// the ends of long lists, which do not change, and what users' functions remember. Several threads
/// may ask at once.
class State {
 public:
  /// Pages have so many bytes at most.
  explicit State(std::size_t page_bytes) : page_bytes_(page_bytes) {}

  /// See SideInputs::Add.
  void AddSideInput(const std::string& transform_id, const std::string& tag,
                    const std::string& pattern_urn, const ElementCoder& coder,
                    const Elements& elements);

  /// Keeps bytes that a worker will ask for; the token that stands for them.
  std::string AddList(std::string bytes);

  /// Answers a worker; what there is not is an error in the answer.
  model::fn::StateResponse Answer(const model::fn::StateRequest& request);

 private:
  /// What does not change: a side input, or a list.
  std::optional<std::string> Find(const model::fn::StateKey& key) const;
  void Get(const std::string& bytes, const std::string& continuation,
           model::fn::StateGetResponse& page) const;
  void AnswerOfUser(const model::fn::StateRequest& request, model::fn::StateResponse& response);

  const std::size_t page_bytes_;
  std::mutex mutex_;
  SideInputs side_inputs_;
  std::map<std::string, std::string> lists_;  ///< By token.
  UserState user_state_;
};

}  // namespace beam::fake_runner
